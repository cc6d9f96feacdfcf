using System.Text.Json;
using Switchyard.Admin.Tests.Canaries;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Cli.Tests.Chats;
using Switchyard.Model.Bundles;

namespace Switchyard.Cli.Tests.Verbs;

/// <summary>Runs every verb there is with <c>--json</c>: each prints JSON and nothing else, and a verb that is added has to be added here.</summary>
public sealed class JsonEverywhereTests : IDisposable
{
    private static readonly BundleKey Bundle = new("web", "files");

    private readonly HashSet<string> _ran = [];
    private readonly FakeBundles _bundles = new() { OfferedTools = [new BundleTool("read", "{}"u8.ToArray(), new string('a', 64), true)], Lines = [new BundleLogLine(DateTimeOffset.UnixEpoch, 1, "ready")] };
    private readonly FakeSignIns _signIns = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-json-");
    private IReadOnlyDictionary<string, string?> _variables = new Dictionary<string, string?>();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Every_verb_prints_json_and_nothing_else()
    {
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Bundles = _bundles, SignIns = _signIns });
        _variables = new Dictionary<string, string?> { ["SWITCHYARD_URL"] = plane.Address.ToString(), ["SWITCHYARD_TOKEN"] = ControlPlane.Token };
        await AccessAsync();
        await ProvidersAsync();
        await GatewaysAsync();
        await WorkspacesAsync();
        await BundlesAsync();
        await ConfigurationAsync(plane);
        await ObservationAsync(plane);
        await ChatsAsync();

        VerbTree.Verbs().Except(["completion"]).Except(_ran, StringComparer.Ordinal).ShouldBeEmpty("these verbs were not tried with --json");
    }

    private async Task AccessAsync()
    {
        await RunAsync("users create ann");
        await RunAsync("users list");
        await RunAsync("users get ann");
        await RunAsync("users update ann --email a@example.com");
        await RunAsync("users disable ann");
        await RunAsync("users enable ann");
        var key = IdOf(await RunAsync("access-keys create k --user ann"));
        await RunAsync("access-keys list");
        await RunAsync($"access-keys get {key}");
        await RunAsync($"access-keys update {key} --name kk");
        await RunAsync($"access-keys disable {key}");
        await RunAsync($"access-keys enable {key}");
        await RunAsync($"access-keys revoke {key}");
        await RunAsync("users create bob");
        await RunAsync("users delete bob");
        var operators = IdOf(await RunAsync("operators create o --role viewer"));
        await RunAsync("operators list");
        await RunAsync($"operators revoke {operators}");
    }

    private async Task ProvidersAsync()
    {
        await RunAsync("providers add main --type openai --base-url https://api.example.com --key-stdin", "sk-one-0123456789abcdef\n");
        await RunAsync("providers list");
        await RunAsync("providers get main");
        await RunAsync("providers update main --display-name Main --dry-run");
        await RunAsync("providers update main --display-name Main");
        await RunAsync("providers disable main");
        await RunAsync("providers enable main");
        await RunAsync("providers test main");
        await RunAsync("keys add main --label spare", "sk-two-0123456789abcdef\n");
        await RunAsync("keys list main");
        await RunAsync("keys update main spare --label other");
        await RunAsync("keys move main other 0");
        await RunAsync("keys reset main other");
        await RunAsync("keys delete main other");
        await RunAsync("keys rotate main", "sk-three-0123456789abcdef\n");
        await RunAsync("providers delete main");
    }

    private async Task GatewaysAsync()
    {
        await RunAsync("gateways create edge-eu --label region=eu");
        await RunAsync("gateways list");
        await RunAsync("gateways show edge-eu");
        await RunAsync("gateways update edge-eu --display-name Europe");
        await RunAsync("gateways disable edge-eu");
        await RunAsync("gateways enable edge-eu");
        await RunAsync("gateways events edge-eu");
        await RunAsync("gateways connections edge-eu");
        var token = IdOf(await RunAsync("gateways tokens create edge-eu"));
        await RunAsync("gateways tokens list edge-eu");
        await RunAsync($"gateways tokens revoke edge-eu {token}");
        await RunAsync("gateways delete edge-eu");
        await RunAsync("proxy hosts");
        await RunAsync("proxy ca rotate");
        await RunAsync("proxy ca rotate");
        await RunAsync("proxy ca activate");
        await RunAsync("proxy ca rotate");
        await RunAsync("proxy ca abandon");
        await RunAsync("proxy ca list");
        await RunAsync("proxy ca export");
    }

    private async Task WorkspacesAsync()
    {
        await RunAsync("workspaces create web --owner ann");
        await RunAsync("workspaces list");
        await RunAsync("workspaces show web");
        await RunAsync("workspaces update web --display-name Web");
        await RunAsync("workspaces builds create web");
        await RunAsync("workspaces builds list web");
        await RunAsync("workspaces builds set-state web 1 running");
        await RunAsync("workspaces agents web");
        var token = IdOf(await RunAsync("workspaces agent-tokens create web"));
        await RunAsync("workspaces agent-tokens list web");
        await RunAsync($"workspaces agent-tokens revoke web {token}");
        await RunAsync("workspaces create gone");
        await RunAsync("workspaces delete gone");
    }

    private async Task BundlesAsync()
    {
        _bundles.SettleAs(FakeBundles.Status(Bundle, BundleState.Running, runningVersion: 1));
        await RunAsync("bundles add files --workspace web --type http --server-url https://mcp.example.com --credential A=header:X-A --definition {\"pinTools\":true}");
        await RunAsync("bundles list --workspace web");
        await RunAsync("bundles show files --workspace web");
        await RunAsync("bundles update files --workspace web --eager");
        await RunAsync("bundles credentials set files A --workspace web", "value\n");
        await RunAsync("bundles credentials show files --workspace web");
        await RunAsync("bundles credentials unset files A --workspace web");
        await RunAsync("bundles start files --workspace web");
        await RunAsync("bundles respawn files --workspace web");
        await RunAsync("bundles tools files --workspace web");
        await RunAsync("bundles approve files read --workspace web");
        await RunAsync("bundles logs files --workspace web");
        await RunAsync("bundles history files --workspace web");
        await RunAsync("bundles sign-in files --workspace web");
        _signIns.Known[(Bundle, null)] = "expired";
        await RunAsync("bundles sign-ins files --workspace web");
        await RunAsync("bundles sign-out files --workspace web");
        _bundles.SettleAs(FakeBundles.Status(Bundle, BundleState.Stopped, reason: "operator"));
        await RunAsync("bundles stop files --workspace web");
        await RunAsync("bundles remove files --workspace web");
    }

    private async Task ConfigurationAsync(ControlPlane plane)
    {
        var file = Path.Combine(_directory.FullName, "team.yaml");
        await WriteAsync(file, 1);
        await RunAsync("modules list");
        await RunAsync("modules show request-log");
        await RunAsync("modules set request-log {\"sample\":1}");
        await RunAsync("config show");
        await RunAsync("config export");
        await RunAsync("config reload");
        await RunAsync($"config check {file} --remote");
        await RunAsync($"config apply team {file}");
        await RunAsync($"config apply team {file} --dry-run");
        await RunAsync($"config diff {file}");
        await RunAsync("config edit team --yes");
        await RunAsync("config documents list");
        await RunAsync("config documents get team");
        await RunAsync("config documents history team");
        var revision = (await RunAsync("config revisions"))[0].GetProperty("revision").GetInt64();
        await RunAsync($"config revisions {revision}");
        await WriteAsync(file, 2);
        await RunAsync($"config apply team {file}");
        await RunAsync($"config rollback {revision} --dry-run");
        await RunAsync($"config rollback {revision}");

        await new OtherNode(plane, "trier").ReportAsync();
        foreach (var end in new[] { "promote", "revert" })
        {
            await WriteAsync(file, end.Length);
            await RunAsync($"config canary start team={file} --percent 50 --manual");
            await RunAsync("config canary status");
            await RunAsync($"config canary {end}");
        }

        await RunAsync("config documents delete team");
    }

    private async Task ObservationAsync(ControlPlane plane)
    {
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row());
        await RunAsync("nodes");
        await RunAsync("rollout --revision 1");
        await RunAsync("top --count 1");
        await RunAsync("audit list");
        await RunAsync("audit tail");
        await RunAsync("audit verify");
        await RunAsync("usage");
        await RunAsync("usage export");
        await RunAsync("events tail --after 1 --count 2");
        await RunAsync("secrets status");
        await RunAsync("secrets rotate");
        await RunAsync("secrets erase --yes");
    }

    private async Task ChatsAsync()
    {
        const string Id = "01900000-0000-7000-8000-0000000000d1";
        const string Chat = $$"""{"id":"{{Id}}","title":"","model":"sim/m","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-02T00:00:00.000Z"}""";
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers["POST /api/v1/chats"] = plane.Answers[$"GET /api/v1/chats/{Id}"] = plane.Answers[$"PATCH /api/v1/chats/{Id}"] = (200, "application/json", Chat);
        plane.Answers["GET /api/v1/chats?limit=1000"] = plane.Answers[$"GET /api/v1/chats/{Id}/messages?limit=1000"] = (200, "application/json", """{"items":[],"next":null}""");
        plane.Answers[$"DELETE /api/v1/chats/{Id}"] = (204, "application/json", "");
        plane.Answers[$"POST /api/v1/chats/{Id}/cancel"] = (202, "application/json", "{}");
        plane.Answers[$"POST /api/v1/chats/{Id}/messages"] = (200, "text/event-stream", "id: 1\nevent: turn.started\ndata: {\"turn\":1}\n\nid: 2\nevent: turn.finished\ndata: {}\n\n");
        _variables = plane.Variables;
        await RunAsync("chats create --model sim/m");
        await RunAsync("chats list");
        await RunAsync($"chats show {Id}");
        await RunAsync($"chats update {Id} --title x");
        await RunAsync($"chats messages {Id}");
        await RunAsync($"chats send {Id} hello");
        plane.Answers[$"GET /api/v1/chats/{Id}/events"] = plane.Answers[$"POST /api/v1/chats/{Id}/messages"];
        await RunAsync($"chats watch {Id}");
        await RunAsync($"chats cancel {Id}");
        await RunAsync($"chats delete {Id}");
    }

    private static string IdOf(JsonElement changed) => changed.GetProperty("value").GetProperty("id").GetString()!;

    private static Task WriteAsync(string file, int number) => File.WriteAllTextAsync(file, $"version: 1\nserver: {{drainCeiling: {number}m}}\n", TestContext.Current.CancellationToken);

    private async Task<JsonElement> RunAsync(string line, string input = "")
    {
        string[] args = [.. line.Split(' '), "--json"];
        var verb = VerbTree.VerbOf(args);
        _ran.Add(verb);
        var run = await CliRun.RunAsync(_variables, input, args);
        run.ExitCode.ShouldBe(0, $"{line}: {run.Error}{run.Out}");
        run.Out.ShouldNotBeNullOrWhiteSpace($"{line} prints nothing");
        return Parse(line, run.Out);
    }

    /// <summary>One JSON value, or one on each line.</summary>
    private static JsonElement Parse(string line, string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            JsonElement last = default;
            foreach (var part in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                last = Should.NotThrow(() => JsonElement.Parse(part), $"{line}: {text}");
            }

            return last;
        }
    }
}
