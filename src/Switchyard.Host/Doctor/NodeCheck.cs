using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.Json;
using Switchyard.Model.Secrets;

namespace Switchyard.Host.Doctor;

/// <summary>The running node, asked by its control plane: whether it is ready, and with a token whether each provider answers.</summary>
internal sealed class NodeCheck(Uri controlPlane, Secret? token)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Whether somebody answered at the control plane's address; known after <see cref="RunAsync"/>.</summary>
    public Presence Presence { get; private set; }

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        SslPolicyErrors? certificate = null;
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => (certificate = errors) == SslPolicyErrors.None;
        using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = controlPlane, Timeout = Patience };
        var findings = new List<Finding>();
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            findings.Add(Ready(body.RootElement));
            Presence = Presence.Running;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // Somebody is there, so that its addresses and its directory are taken is no fault.
            Presence = Presence.Running;
            findings.Add(new Finding("node", FindingState.Warning, $"Somebody answers at {controlPlane}, but {Distrust(certificate)}.", "Name it with --url."));
            return findings;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            findings.Add(new Finding("node", FindingState.Warning, $"No node answers at {controlPlane}.", "Start one with 'switchyard serve', or name its control plane with --url."));
            return findings;
        }

        if (token is null)
        {
            findings.Add(new Finding("providers", FindingState.Warning, "Not tried: no operator token was given.", "Set SWITCHYARD_TOKEN or use --token to try every provider."));
            return findings;
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        await ProvidersAsync(http, findings, cancellationToken);
        await AddressesAsync(http, findings, cancellationToken);
        return findings;
    }

    private static string Distrust(SslPolicyErrors? certificate) => certificate switch
    {
        null or SslPolicyErrors.None => "there is no TLS with it",
        { } errors when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "its certificate is not for that name",
        _ => "this machine does not trust its certificate",
    };

    private static Finding Ready(JsonElement report)
    {
        var status = report.GetProperty("status").GetString();
        var reasons = string.Join(' ', report.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
        return status switch
        {
            "ready" => new Finding("node", FindingState.Ok, $"Ready at revision {report.GetProperty("revision")}."),
            "degraded" => new Finding("node", FindingState.Warning, $"Degraded: {reasons}"),
            _ => new Finding("node", FindingState.Failed, $"Not ready ({status}): {reasons}"),
        };
    }

    private static async Task ProvidersAsync(HttpClient http, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            using var list = await ReadAsync(http, HttpMethod.Get, "/api/v1/providers?limit=1000", cancellationToken);
            foreach (var provider in list.RootElement.GetProperty("items").EnumerateArray())
            {
                var name = provider.GetProperty("name").GetString()!;
                if (!provider.GetProperty("enabled").GetBoolean())
                {
                    continue;
                }

                // Nobody is served by a key that is disabled, so it does not matter whether it works.
                var disabled = provider.GetProperty("keys").EnumerateArray().Where(static key => !key.GetProperty("enabled").GetBoolean()).Select(static key => key.GetProperty("id").GetGuid()).ToHashSet();
                using var test = await ReadAsync(http, HttpMethod.Post, $"/api/v1/providers/{name}/test", cancellationToken);
                foreach (var trial in test.RootElement.GetProperty("results").EnumerateArray().Where(trial => !trial.TryGetProperty("keyId", out var key) || key.ValueKind != JsonValueKind.String || !disabled.Contains(key.GetGuid())))
                {
                    var label = trial.GetProperty("label").GetString();
                    findings.Add(trial.GetProperty("ok").GetBoolean()
                        ? new Finding($"provider {name}", FindingState.Ok, $"Key {label} works.")
                        : new Finding($"provider {name}", FindingState.Failed, $"Key {label}: {trial.GetProperty("error").GetString()}."));
                }
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            findings.Add(new Finding("providers", FindingState.Failed, $"They could not be tried: {failure.Message}", "Is the operator token right?"));
        }
    }

    /// <summary>Of several nodes each has to say where the others reach it, or calls of exclusive bundles do not reach the one that runs them.</summary>
    private static async Task AddressesAsync(HttpClient http, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            using var list = await ReadAsync(http, HttpMethod.Get, "/api/v1/nodes", cancellationToken);
            var nodes = list.RootElement.GetProperty("items").EnumerateArray().ToList();
            foreach (var node in nodes.Where(node => nodes.Count > 1 && node.GetProperty("state").GetString() != "lost" && node.GetProperty("address").ValueKind == JsonValueKind.Null))
            {
                findings.Add(new Finding($"node {node.GetProperty("name").GetString()}", FindingState.Warning, "It does not say where other nodes reach it: calls of exclusive bundles that it runs do not reach it from there.", "Start it with --advertise URL."));
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            findings.Add(new Finding("nodes", FindingState.Warning, $"They could not be listed: {failure.Message}"));
        }
    }

    private static async Task<JsonDocument> ReadAsync(HttpClient http, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
    }
}
