using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Contenders;

/// <summary>
/// <c>switchyard serve</c> as a user runs it: SQLite, one provider, one user, one access key, everything set up through the REST API; access check,
/// metering, recording to journal and database, and metrics are on, because that is the default. Asked on its native route, or through a decrypted tunnel of its forward proxy that is kept open.
/// </summary>
internal sealed class SwitchyardNode(bool tunnelled = false) : IContender
{
    private const string TunnelHost = "localhost";

    private const string Token = "benchmark-operator-token";

    public string Name => tunnelled ? "Switchyard, proxied" : "Switchyard";

    public string Remark => tunnelled
        ? "the same through its forward proxy: TLS in kept-open tunnels; wrk speaks TLS, and a shim beside it says the CONNECT"
        : "serve on SQLite: access key, metering, recording to journal and database, metrics on";

    public string? Missing => File.Exists(Program) ? null : "Switchyard.Host is not built";

    private static string Program => Places.Built("Switchyard.Host", "switchyard");

    public async Task<RunningContender> StartAsync(Uri upstream, int processor, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-bench-node-").FullName;
        var process = BenchProcess.Start(
            processor,
            Program,
            ["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", folder, "--egress-allow", "127.0.0.0/8,::1", .. tunnelled ? (string[])["--proxy-listen", "http://127.0.0.1:0"] : []],
            new Dictionary<string, string> { ["SWITCHYARD_ADMIN_TOKEN"] = Token });
        try
        {
            var proxy = tunnelled ? await AddressAsync(process, "forward proxy listening on ", cancellationToken) : null;
            var data = await AddressAsync(process, "data plane listening on ", cancellationToken);
            var control = await AddressAsync(process, "control plane listening on ", cancellationToken);
            var secret = await SetUpAsync(control, proxy is null ? upstream : new UriBuilder(upstream) { Host = TunnelHost }.Uri, cancellationToken);
            if (proxy is not null)
            {
                var shim = TunnelShim.Start(proxy, TunnelHost, secret);
                return new RunningContender(new Target(new Uri($"https://{TunnelHost}:{shim.Port}{Ready.ChatPath}"), [("Host", TunnelHost)]), process, folder, shim);
            }

            var target = new Target(new Uri(data, "/bench" + Ready.ChatPath), [("Authorization", "Bearer " + secret)]);
            return new RunningContender(target, process, folder);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var tail = process.Tail;
            await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw new InvalidOperationException($"{error.Message}\n{tail}", error);
        }
    }

    private static async Task<Uri> AddressAsync(BenchProcess process, string text, CancellationToken cancellationToken)
    {
        var line = await process.LineWithAsync(text, cancellationToken);
        return new Uri(line.Split(text)[1].Split([' ', '"', ','], 2)[0]);
    }

    private static async Task<string> SetUpAsync(Uri control, Uri upstream, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = control };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        await CreateAsync(
            client,
            "/api/v1/providers",
            new { name = "bench", type = "openai", baseUrl = new Uri(upstream, "/v1").ToString(), keys = new[] { new { key = "upstream-key-of-the-benchmark" } } },
            cancellationToken);
        var user = await CreateAsync(client, "/api/v1/users", new { name = "bench" }, cancellationToken);
        var key = await CreateAsync(client, "/api/v1/access-keys?wait=30s", new { name = "bench", userId = user.GetProperty("id").GetString() }, cancellationToken);
        return key.GetProperty("secret").GetString()!;
    }

    private static async Task<JsonElement> CreateAsync<T>(HttpClient client, string path, T body, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"POST {path} answered {(int)response.StatusCode}: {text}");
    }
}
