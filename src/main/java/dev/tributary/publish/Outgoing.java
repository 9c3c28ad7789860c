package dev.tributary.publish;

/**
 * The value of a record until it is serialized, with what Kafka's partitioner and the client need
 * to know and no header shows.
 *
 * @param partitionBy what is hashed to find the partition, or null for the record's key
 * @param delivery shared by the records of one message
 */
record Outgoing(byte[] bytes, byte[] partitionBy, Delivery delivery) {}
