// Reads {"package": …, "cards": {name: card}} from standard input, parses each card with Microsoft's renderer and prints
// {name: [what it found wrong]}. Validation events are the renderer's own: unknown elements, properties and enum values.
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { AdaptiveCard, SerializationContext, Versions } = require(input.package);

const report = {};
for (const [name, json] of Object.entries(input.cards)) {
  const card = new AdaptiveCard();
  const context = new SerializationContext(Versions.v1_5);
  card.parse(json, context);
  const events = [];
  for (let at = 0; at < context.eventCount; at++) events.push(context.getEventAt(at).message);
  for (const event of card.validateProperties().validationEvents) events.push(event.message);
  report[name] = events;
}
process.stdout.write(JSON.stringify(report));
