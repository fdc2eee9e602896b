// What a client with Microsoft's JavaScript SDK does to a served sandbox, given as the address in the first argument.
// Writes what it saw as JSON to stdout. The SDK sends no token over http, so its own authentication is left out.
const { BatchRequestContent, BatchResponseContent, Client, GraphError, HTTPMessageHandler } = require(
  "@microsoft/microsoft-graph-client",
);

const WELCOME = "70b29d51-b59a-4773-9280-8841dfd3f2ea";
const LIFECYCLE = "/identityGovernance/lifecycleWorkflows";
const WORKFLOWS = LIFECYCLE + "/workflows";

class Token {
  async execute(context) {
    context.options.headers = { ...context.options.headers, Authorization: "Bearer sandbox" };
    await this.next.execute(context);
  }
  setNext(next) {
    this.next = next;
  }
}

function connected(baseUrl) {
  const token = new Token();
  token.setNext(new HTTPMessageHandler());
  return Client.initWithMiddleware({ baseUrl, defaultVersion: "v1.0", middleware: token });
}

function workflow(displayName) {
  return {
    displayName,
    description: "",
    category: "joiner",
    isEnabled: true,
    isSchedulingEnabled: false,
    executionConditions: { "@odata.type": "#microsoft.graph.identityGovernance.onDemandExecutionOnly" },
    tasks: [
      { displayName: "Welcome", taskDefinitionId: WELCOME, isEnabled: true, continueOnError: false, arguments: [] },
    ],
  };
}

async function refused(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return { ours: error instanceof GraphError, status: error.statusCode, code: error.code, id: Boolean(error.requestId) };
  }
}

async function main(address) {
  const client = connected(address);
  const seen = {};
  const made = await client.api(WORKFLOWS).post(workflow("From JavaScript"));
  const one = `${WORKFLOWS}/${made.id}`;
  const keyed = `${WORKFLOWS}('${made.id}')`;
  seen.keyed = (await client.api(keyed).get()).displayName;
  seen.found = (await client.api(WORKFLOWS).search('"from javascript"').get()).value.map((each) => each.id === made.id);
  const filter = "displayName eq 'From JavaScript'";
  seen.filtered = (await client.api(WORKFLOWS).filter(filter).select("id,displayName").get()).value.length;
  await client.api(one).update({ description: "Changed" });
  const next = { ...workflow("From JavaScript"), description: "Changed again" };
  const changed = await client.api(`${keyed}/microsoft.graph.identityGovernance.createNewVersion`).post({ workflow: next });
  seen.version = changed.version;
  seen.versions = (await client.api(`${one}/versions`).get()).value.length;

  const names = [];
  // The SDK's PageIterator follows https links alone.
  for (let page = await client.api("/users").top(3).select("id").get(); page; ) {
    names.push(...page.value.map((user) => user.id));
    const link = page["@odata.nextLink"];
    page = link && (await client.api(link.slice(`${address}/v1.0`.length)).get());
  }
  seen.users = new Set(names).size;
  const subjects = [{ "@odata.type": "#microsoft.graph.user", id: names[0] }];
  await client.api(`${one}/microsoft.graph.identityGovernance.previewWorkflow`).post({ subjects });
  seen.failures = (await client.api(`${one}/previewTaskFailures`).post({})).value;
  await client.api(`${one}/microsoft.graph.identityGovernance.activate`).post({ subjects });
  seen.runs = (await client.api(`${one}/runs`).get()).value.length;
  const period = "startDateTime=2020-01-01T00:00:00Z,endDateTime=2100-01-01T00:00:00Z";
  seen.insight = (await client.api(`${LIFECYCLE}/insights/workflowsProcessedSummary(${period})`).get()).totalRuns;

  const batch = new BatchRequestContent([
    { id: "1", request: new Request(`${address}${one}`, { method: "GET" }) },
    { id: "2", request: new Request(`${address}${WORKFLOWS}/none`, { method: "GET" }) },
  ]);
  const answers = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
  seen.batch = ["1", "2"].map((id) => answers.getResponseById(id).status);

  seen.missing = await refused(() => client.api(`${WORKFLOWS}/00000000-0000-4000-8000-000000000000`).get());
  seen.invalid = await refused(() => client.api(WORKFLOWS).post({ displayName: "x" }));
  await client.api(one).delete();
  const deleted = `${LIFECYCLE}/deletedItems/workflows/${made.id}`;
  seen.deleted = (await client.api(deleted).get()).id === made.id;
  seen.restored = (await client.api(`${deleted}/microsoft.graph.identityGovernance.restore`).post({})).id === made.id;
  await client.api(one).delete();
  await client.api(deleted).delete();
  seen.gone = await refused(() => client.api(deleted).get());
  process.stdout.write(JSON.stringify(seen));
}

main(process.argv[2]);
