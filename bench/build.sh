# Sourced by the commands beside it: builds the jar if sources are newer, and what is compared.
if [ ! -f target/tributary.jar ] || [ -n "$(find src/main pom.xml routes -newer target/tributary.jar | head -1)" ]; then
  mvn -q -B -DskipTests package
fi
mkdir -p bench/target
find bench/src -name '*.java' > bench/target/sources
javac -nowarn -d bench/target/classes -cp target/tributary.jar @bench/target/sources
