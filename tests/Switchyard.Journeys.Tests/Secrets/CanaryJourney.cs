using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Simulator;
using Switchyard.Testing.Nodes;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>A node with a secret in every place that takes one, and an operator, a client and a stranger who try everything.</summary>
internal sealed class CanaryJourney(Canaries canaries, Evidence evidence, DirectoryInfo directory, SimulatorServer upstream, Uri collector)
{
    private readonly string _operator = canaries.Make("operator");
    private readonly string _own = canaries.Make("byok");
    private readonly string _misplaced = canaries.Make("misplaced");
    private readonly Dictionary<string, string> _known = [];
    private NodeProcess _node = null!;
    private HttpClient _control = null!;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>A secret that is sent as the name of a field or a parameter. The answer to that very request names it, as it names every unknown one; nothing else may.</summary>
    public string Misnamed { get; } = canaries.Make("misnamed");

    /// <summary>Operations of the control plane that were asked.</summary>
    public int Operations { get; private set; }

    public async Task RunAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "switchyard.yaml"), Configuration(dumps: false), Ending);
        _node = await StartAsync();
        await using (_node)
        {
            _control = Client("control", _node.ControlPlane, _operator);
            using var tail = new CancellationTokenSource();
            var events = TailAsync(tail.Token);
            var accessKey = await PlantAsync();
            await ReloadAsync(dumps: true);
            using (var stranger = Client("stranger", _node.ControlPlane, _misplaced))
            {
                var description = JsonNode.Parse(await _control.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ending))!;
                var sweep = new ControlPlaneSweep(_control, stranger, description, _known, _misplaced, Misnamed);
                await sweep.RunAsync();
                Operations = sweep.Asked.Count;
            }

            using (var client = Client("data", _node.DataPlane, null))
            {
                await new DataPlaneSweep(client, upstream, accessKey, _own, _misplaced).RunAsync(
                [
                    ("sim-openai", "chat/completions"), ("sim-openai", "responses"), ("sim-anthropic", "messages"), ("sim-azure", "chat/completions"), ("sim-bedrock", "messages"),
                    ("from-file", "chat/completions"),
                ]);
            }

            await LookAsync();
            await CommandsAsync();
            await DeleteAsync();
            await tail.CancelAsync();
            await events;
            _node.Terminate();
            (await _node.WaitForExitAsync()).ShouldBe(0, _node.Output);
            evidence.Add("log", _node.Output);
            _control.Dispose();
        }

        evidence.AddFiles(Path.Combine(directory.FullName, "nodes"));
        foreach (var dump in Directory.GetFiles(Path.Combine(directory.FullName, "dumps")))
        {
            evidence.Add("dump " + Path.GetFileName(dump), await File.ReadAllBytesAsync(dump, Ending));
        }
    }

    private Task<NodeProcess> StartAsync() => NodeProcess.StartAsync(
        [
            "serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", Path.Combine(directory.FullName, "nodes", "data"), "--egress-allow", "127.0.0.0/8",
            "--config", Path.Combine(directory.FullName, "switchyard.yaml"), "--node-name", "canary",
        ],
        new Dictionary<string, string?>
        {
            ["SWITCHYARD_ADMIN_TOKEN"] = _operator,
            ["SWITCHYARD_SECRET_KEYS"] = $"{SealingKey("sealing")},{SealingKey("sealingold")}",
            ["CANARY_FILE_KEY"] = canaries.Make("environment"),
            ["OPENAI_API_KEY"] = canaries.Make("ambient"),
            ["AWS_SECRET_ACCESS_KEY"] = canaries.Make("ambientaws"),
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        });

    private string SealingKey(string kind) => canaries.PlantKey(kind, RandomNumberGenerator.GetBytes(32));

    private string Configuration(bool dumps) => string.Create(CultureInfo.InvariantCulture, $$"""
        version: 1
        providers:
          - name: from-file
            type: openai
            baseUrl: {{Upstream}}
            settings:
              breaker:
                enabled: false
            keys:
              - {key: "${CANARY_FILE_KEY}"}
              - {key: "{{FileKey}}"}
        recording:
          logRecords: true
          {{(dumps ? $"dumpDirectory: {Path.Combine(directory.FullName, "dumps")}" : "prompts: full")}}
        """);

    private string FileKey { get; } = canaries.Make("file");

    private string Upstream => upstream.Address.ToString().TrimEnd('/');

    /// <summary>Puts a secret into every field of the API that takes one, and returns an access key.</summary>
    private async Task<string> PlantAsync()
    {
        var openai = await PostAsync("/providers", Provider("sim-openai", "openai", "openai", "openaisecond"));
        await PostAsync("/providers", Provider("sim-anthropic", "anthropic", "anthropic"));
        await PostAsync("/providers", Provider("sim-azure", "azure-openai", "azure"));
        await PostAsync("/providers", new
        {
            name = "sim-bedrock",
            type = "bedrock",
            baseUrl = Upstream,
            allowByok = true,
            settings = new { breaker = new { enabled = false }, region = "eu-central-1", accessKeyId = "AKIACANARYID", secretAccessKey = canaries.Make("aws"), sessionToken = canaries.Make("awssession") },
        });
        _known["providers.idOrName"] = "sim-openai";
        _known["providers.id"] = (string)openai["keys"]![1]!["id"]!;
        await PostAsync("/providers/sim-openai/keys", new { key = canaries.Make("added"), label = "added" });
        // Twice the same is refused without saying what.
        await PostAsync("/providers/sim-openai/keys", new { key = FileKey });
        await SendAsync(HttpMethod.Post, "/api/v1/providers/sim-openai/keys", new { key = FileKey });

        _known["users.id"] = (string)(await PostAsync("/users", new { name = "canary" }))["id"]!;
        var key = await PostAsync("/access-keys", new { name = "canary", userId = _known["users.id"] }, shows: true);
        _known["access-keys.id"] = (string)key["id"]!;
        var another = await PostAsync("/operators", new { name = "second", role = "admin" }, shows: true);
        _known["operators.id"] = (string)another["id"]!;
        canaries.Plant("operatortoken", (string)another["secret"]!, known: 4);
        using var second = Client("second", _node.ControlPlane, (string)another["secret"]!);
        using var answer = await second.GetAsync(new Uri("/api/v1/providers", UriKind.Relative), Ending);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return canaries.Plant("accesskey", (string)key["secret"]!, known: 3);
    }

    private object Provider(string name, string type, params string[] kinds) => new
    {
        name,
        type,
        baseUrl = Upstream,
        allowByok = true,
        settings = new { breaker = new { enabled = false } },
        keys = kinds.Select(kind => new { key = canaries.Make(kind) }).ToArray(),
    };

    /// <summary>Changes the configuration file under the running node.</summary>
    private async Task ReloadAsync(bool dumps)
    {
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "switchyard.yaml"), Configuration(dumps), Ending);
        await SendAsync(HttpMethod.Post, "/api/v1/config/reload", null);
        var config = JsonNode.Parse(await _control.GetStringAsync(new Uri("/api/v1/config", UriKind.Relative), Ending))!;
        config.ToJsonString().Contains("dumpDirectory\":\"/", StringComparison.Ordinal).ShouldBe(dumps, config.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "switchyard.yaml"), $"version: 1\nproviders: [{{name: x, type: openai, keys: [{{key: {canaries.Make("badfile")}, {_misplaced}: 1}}]\n", Ending);
        await SendAsync(HttpMethod.Post, "/api/v1/config/reload", null);
        await SendAsync(HttpMethod.Get, "/api/v1/config", null);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "switchyard.yaml"), Configuration(dumps), Ending);
        await SendAsync(HttpMethod.Post, "/api/v1/config/reload", null);
    }

    /// <summary>Everything an operator looks at afterwards.</summary>
    private async Task LookAsync()
    {
        foreach (var path in new[]
                 {
                     "/metrics", "/readyz", "/livez", "/", "/console", "/console/sign-in", "/api/v1/config", "/api/v1/nodes", "/api/v1/rollout", "/api/v1/usage", "/api/v1/sessions",
                     "/api/v1/audit?limit=1000", "/api/v1/audit/verify", "/api/v1/secrets/status", "/api/v1/interceptions?limit=1000", "/" + _misplaced, "/api/v1/" + _misplaced,
                 })
        {
            await SendAsync(HttpMethod.Get, path, null);
        }

        JsonArray items;
        do
        {
            // What was recorded comes to the database in batches.
            items = JsonNode.Parse(await _control.GetStringAsync(new Uri("/api/v1/interceptions?limit=20", UriKind.Relative), Ending))!["items"]!.AsArray();
        }
        while (items.Count < 20);
        foreach (var item in items)
        {
            await SendAsync(HttpMethod.Get, $"/api/v1/interceptions/{(string?)item!["id"]}", null);
        }

        await SendAsync(HttpMethod.Patch, "/api/v1/providers/sim-bedrock", new { settings = new { region = "eu-west-1", secretAccessKey = canaries.Make("awsnew") } });
        await SendAsync(HttpMethod.Patch, "/api/v1/providers/sim-azure", new { keys = new[] { new { key = canaries.Make("replaced") } } });
        await SendAsync(HttpMethod.Post, "/api/v1/providers/sim-openai/test", null);
        await SendAsync(HttpMethod.Post, "/api/v1/secrets/rotate", null);
    }

    /// <summary>The same by the program's own commands, and what it says of wrong ones.</summary>
    private async Task CommandsAsync()
    {
        var environment = new Dictionary<string, string?> { ["SWITCHYARD_URL"] = _node.ControlPlane.ToString(), ["SWITCHYARD_TOKEN"] = _operator };
        foreach (var words in new string[][]
                 {
                     ["providers", "list"], ["providers", "show", "sim-bedrock", "--json"], ["keys", "list", "sim-openai", "--json"], ["access-keys", "list"], ["config", "show"], ["audit", "list"],
                     ["secrets", "status"], ["usage"], ["doctor", "--data-dir", Path.Combine(directory.FullName, "nodes", "data")], ["providers", "show", "nobody"],
                 })
        {
            await using var command = NodeProcess.Launch(words, environment);
            await command.WaitForExitAsync();
            evidence.Add("command " + string.Join(' ', words), command.Output);
        }

        environment["SWITCHYARD_TOKEN"] = _misplaced;
        await using var refused = NodeProcess.Launch(["providers", "list"], environment);
        (await refused.WaitForExitAsync()).ShouldNotBe(0);
        evidence.Add("command refused", refused.Output);
    }

    private async Task DeleteAsync()
    {
        await SendAsync(HttpMethod.Delete, $"/api/v1/access-keys/{_known["access-keys.id"]}", null);
        await SendAsync(HttpMethod.Delete, $"/api/v1/operators/{_known["operators.id"]}", null);
        await SendAsync(HttpMethod.Delete, $"/api/v1/providers/sim-openai/keys/{_known["providers.id"]}", null);
        await SendAsync(HttpMethod.Delete, "/api/v1/providers/sim-openai", null);
        await SendAsync(HttpMethod.Delete, "/api/v1/providers/from-file", null);
    }

    private async Task TailAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/events/stream", UriKind.Relative));
            using var response = await _control.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                evidence.Add("events", line);
            }
        }
        catch (OperationCanceledException)
        {
            // The journey has ended.
        }
    }

    private HttpClient Client(string what, Uri address, string? token)
    {
        var client = new HttpClient(evidence.Recording(what)) { BaseAddress = address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    private async Task<JsonNode> PostAsync(string path, object body, bool shows = false)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/api/v1{path}?wait=30s", body, shows);
        var text = await response.Content.ReadAsStringAsync(Ending);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, bool shows = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web);
        // With a key, so that the stored answer is searched as well.
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Convert.ToHexString(RandomNumberGenerator.GetBytes(8)));
        if (shows)
        {
            Evidence.MayShow(request, static text =>
            {
                var answer = JsonNode.Parse(text)!.AsObject();
                answer.Remove("secret").ShouldBeTrue(text);
                return answer.ToJsonString();
            });
        }

        return await _control.SendAsync(request, Ending);
    }
}
