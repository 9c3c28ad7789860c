package dev.tributary.normalize;

import static dev.tributary.normalize.NormalizeRoute.events;
import static dev.tributary.normalize.NormalizeRoute.rejection;
import static dev.tributary.normalize.NormalizeRoute.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Event;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Variables;
import dev.tributary.project.Project;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MakersTest {
  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  private static Exchange mapped(String mapping, String payload) {
    Exchange exchange = route.send(payload.replace('\'', '"'));
    assertThat(exchange.getVariable(Variables.MAPPING)).isEqualTo(mapping);
    return exchange;
  }

  private static Exchange withoutDevice(String payload) {
    return route.send(
        payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        null,
        e -> e.removeVariable(Variables.DEVICE));
  }

  @Test
  void hasNoProblemsInWhatIsShipped() {
    assertThat(Catalogue.of(Project.read(NormalizeRoute.ROUTES)).problems()).isEmpty();
  }

  @Test
  void readsZigbee2Mqtt() {
    assertThat(
            values(
                mapped(
                    "zigbee2mqtt",
                    "{'battery':97,'humidity':48.2,'linkquality':120,'temperature':21.35,'voltage':3005,"
                        + "'last_seen':'2026-11-21T02:59:58+00:00','pressure':null}")))
        .containsExactlyInAnyOrder(
            "battery_voltage=3.005 V",
            "battery=97 %EL",
            "humidity=48.2 %RH",
            "linkquality=120",
            "temperature=21.35 Cel");
    assertThat(
            values(
                mapped(
                    "zigbee2mqtt", "{'linkquality':1,'state':'ON','voltage':231,'contact':true}")))
        .containsExactly("voltage=231 V", "contact=true", "switch=true", "linkquality=1");
  }

  @Test
  void readsTasmotaSensorAndState() {
    Exchange sensor =
        mapped(
            "tasmota",
            "{'Time':'2026-11-21T02:59:00','AM2301':{'Temperature':70.7,'Humidity':48.2,'DewPoint':50},"
                + "'ENERGY':{'Total':12.5,'Yesterday':1.1,'Power':[10,20],'Factor':0.9},'TempUnit':'F'}");
    assertThat(values(sensor))
        .containsExactlyInAnyOrder(
            "power=10 W",
            "power=20 W",
            "power_factor=0.9 /",
            "energy=12.5 kWh",
            "temperature=21.5 Cel",
            "humidity=48.2 %RH",
            "dewpoint=10 Cel");
    assertThat(events(sensor))
        .extracting(Event::time)
        .containsOnly(Instant.parse("2026-11-21T02:59:00Z"));
    assertThat(
            values(
                mapped(
                    "tasmota",
                    "{'Time':'2026-11-21T02:59:00','UptimeSec':90,'Heap':25,'POWER1':'ON',"
                        + "'Wifi':{'SSId':'x','RSSI':80,'Signal':-60}}")))
        .containsExactly("uptime=90 s", "free_memory=25600 B", "rssi=-60 dBm", "switch=true");
  }

  @Test
  void readsShellyNotificationsAndComponentStatus() {
    assertThat(
            values(
                mapped(
                    "shelly",
                    "{'src':'shellyplus1pm-a','dst':'x/events','method':'NotifyStatus','params':{'ts':1795229998.5,"
                        + "'switch:0':{'id':0,'output':true,'apower':12.3,'aenergy':{'total':1500.5,'by_minute':[1],'minute_ts':1}},"
                        + "'temperature:100':{'id':100,'tC':21.5,'tF':70.7}}}")))
        .containsExactly(
            "switch=true", "power=12.3 W", "energy=1.5005 kWh", "temperature=21.5 Cel");
    assertThat(
            values(
                mapped(
                    "shelly",
                    "{'id':0,'output':false,'apower':0.0,'voltage':230.1,'current':0,'aenergy':{'total':10},'temperature':{'tC':40.1,'tF':104.2}}")))
        .contains(
            "switch=false", "voltage=230.1 V", "energy=0.01 kWh", "device_temperature=40.1 Cel");
  }

  private static final String TTN =
      "{'end_device_ids':{'device_id':'eui-1','application_ids':{'application_id':'app'},'dev_eui':'0004A30B001C0530','dev_addr':'00BCB929'},"
          + "'received_at':'2026-11-21T02:59:59.9Z','uplink_message':{'f_port':2,'f_cnt':7,'frm_payload':'AQ==',%s"
          + "'rx_metadata':[{'gateway_ids':{'gateway_id':'gw'},'rssi':-91,'snr':7.5}],'received_at':'2026-11-21T02:59:59.5Z'}}";

  @Test
  void readsTheThingsStackUplinksWithAndWithoutDecodedPayload() {
    Exchange uplink =
        withoutDevice(TTN.formatted("'decoded_payload':{'temperature':21.5,'batV':3.1},"));
    assertThat(values(uplink))
        .containsExactlyInAnyOrder(
            "rssi=-91 dBm", "snr=7.5 dB", "temperature=21.5 Cel", "battery_voltage=3.1 V");
    assertThat(events(uplink)).extracting(Event::device).containsOnly("eui-1");
    Exchange bare = withoutDevice(TTN.formatted(""));
    assertThat(values(bare)).containsExactly("rssi=-91 dBm", "snr=7.5 dB");
    assertThat(events(bare).get(0).attributes()).containsEntry("frm_payload", "AQ==");
    assertThat(
            values(
                withoutDevice(
                    "{'end_device_ids':{'device_id':'e'},'join_accept':{'session_key_id':'x'},'received_at':'2026-11-21T02:59:59Z'}")))
        .containsExactly("status=joined");
  }

  @Test
  void readsChirpStackEvents() {
    String info =
        "'deviceInfo':{'devEui':'a1','deviceName':'n','applicationName':'app'},'time':'2026-11-21T02:59:59.123456+00:00',";
    Exchange up =
        withoutDevice(
            "{'deduplicationId':'d1',"
                + info
                + "'fCnt':10,'fPort':1,'data':'qg==','object':{'humidity':40,'temp':20},'rxInfo':[{'gatewayId':'g','rssi':-48,'snr':9}]}");
    assertThat(values(up))
        .containsExactlyInAnyOrder(
            "rssi=-48 dBm", "snr=9 dB", "humidity=40 %RH", "temperature=20 Cel");
    assertThat(events(up)).extracting(Event::device).containsOnly("a1");
    assertThat(
            values(
                withoutDevice(
                    "{"
                        + info
                        + "'margin':5,'externalPowerSource':false,'batteryLevelUnavailable':false,'batteryLevel':75.5}")))
        .containsExactly("link_margin=5 dB", "battery=75.5 %EL", "external_power=false");
  }

  @Test
  void readsOwnTracks() {
    assertThat(
            values(
                mapped(
                    "owntracks",
                    "{'_type':'location','lat':52.5,'lon':13.4,'acc':10,'vel':36,'batt':80,'tst':1795229998,'tid':'ab','p':101.3}")))
        .containsExactly(
            "gps={lat=52.5, lon=13.4, speed=10, accuracy=10}",
            "battery=80 %EL",
            "pressure=1013 hPa");
    assertThat(values(mapped("owntracks", "{'_type':'lwt','tst':1795229998}")))
        .containsExactly("status=offline");
    assertThat(rejection(mapped("owntracks", "{'_type':'card','name':'x'}")).reason())
        .isEqualTo(Reason.UNMAPPED);
  }

  @Test
  void readsRuuviAdvertisementsOverMqttAndHttp() {
    // the test vector of Ruuvi's own description of the data format 5
    String data = "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";
    assertThat(HexFormat.of().parseHex(data)).hasSize(31);
    String[] expected = {
      "rssi=-60 dBm",
      "temperature=24.3 Cel",
      "humidity=53.49 %RH",
      "pressure=1000.44 hPa",
      "acceleration_z=10.1597 m/s2",
      "battery_voltage=2.977 V",
      "tx_power=4 dBm",
      "movement_count=66 count"
    };
    assertThat(
            values(
                mapped(
                    "ruuvi",
                    "{'gw_mac':'C8:25:2D:8E:9C:2C','rssi':-60,'aoa':[],'gwts':'1795229999','ts':'1795229998','data':'"
                        + data
                        + "'}")))
        .contains(expected);
    assertThat(
            values(
                withoutDevice(
                    "{'data':{'coordinates':'','timestamp':'1795229999','gw_mac':'C8','tags':{'CB:B8:33:4C:88:4F':"
                        + "{'rssi':-60,'timestamp':'1795229998','data':'"
                        + data
                        + "'}}}}")))
        .contains(expected);
  }

  @Test
  void readsTheengsAdvertisements() {
    assertThat(
            values(
                withoutDevice(
                    "{'id':'A4:C1:38:00:00:01','mac_type':0,'rssi':-70,'brand':'Xiaomi','model':'TH Sensor','model_id':'LYWSD03MMC','tempc':21.5,'tempf':70.7,'hum':48.2,'batt':90,'volt':2.98}")))
        .containsExactlyInAnyOrder(
            "temperature=21.5 Cel",
            "battery=90 %EL",
            "battery_voltage=2.98 V",
            "rssi=-70 dBm",
            "humidity=48.2 %RH");
  }

  @Test
  void readsWhatAShadowReportsAndNotWhatItDesires() {
    assertThat(
            values(
                mapped(
                    "shadow",
                    "{'state':{'desired':{'temperature':25},'reported':{'temperature':21.5}},'metadata':{'reported':{'temperature':{'timestamp':1}}},'version':3,'timestamp':1795229998}")))
        .containsExactly("temperature=21.5 Cel");
    assertThat(
            rejection(mapped("shadow", "{'state':{'desired':{'temperature':25}},'version':1}"))
                .reason())
        .isEqualTo(Reason.UNMAPPED);
  }
}
