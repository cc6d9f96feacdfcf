using System.Net.Http.Headers;
using System.Text;
using Switchyard.Simulator;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>Asks the data plane in every format, blocking and streaming, with pool keys and with a client's own, while the upstream does everything that goes wrong; and with secrets in the wrong places.</summary>
internal sealed class DataPlaneSweep(HttpClient client, SimulatorServer upstream, string accessKey, string own, string misplaced)
{
    private const string Chat = """{"model":"gpt-sim","messages":[{"role":"user","content":"hello"}],"stream":STREAM}""";
    private const string Responses = """{"model":"gpt-sim","input":"hello","stream":STREAM}""";
    private const string Messages = """{"model":"claude-sim","max_tokens":50,"messages":[{"role":"user","content":"hello"}],"stream":STREAM}""";

    // Those that let a key rest come last: with all keys resting the upstream is not asked any more.
    private static readonly Fault?[] Faults =
    [
        null, Fault.Status(400), Fault.Status(403), Fault.Status(500), Fault.Status(503), Fault.Status(529), Fault.Reset, Fault.AfterByte(FaultKind.Cut, 0), Fault.AfterByte(FaultKind.Cut, 200),
        Fault.AfterEvent(FaultKind.Error, 1), Fault.AfterEvent(FaultKind.Malformed, 1), new Fault { Kind = FaultKind.Redirect, StatusCode = 302 }, Fault.Status(401),
        Fault.Status(429, RetryAfter.Seconds(1)),
    ];

    public async Task RunAsync(IReadOnlyList<(string Provider, string Format)> providers)
    {
        foreach (var (provider, format) in providers)
        {
            foreach (var fault in Faults)
            {
                upstream.Rules.Clear();
                if (fault is not null)
                {
                    upstream.Rules.Add(new SimulatorRule { Fault = fault });
                }

                foreach (var body in new[] { BodyOf(format, stream: false), BodyOf(format, stream: true) })
                {
                    await SendAsync($"/{provider}/v1/{format}", body, Bearer(accessKey));
                    await SendAsync($"/{provider}/v1/{format}", body, ("X-Switchyard-Key", accessKey), ("Authorization", "Bearer " + own), ("x-api-key", own));
                }

                await SendAsync($"/{provider}/v1/models", null, Bearer(accessKey));
            }

            upstream.Rules.Clear();
        }

        await WrongAsync();
    }

    private async Task WrongAsync()
    {
        foreach (var path in new[] { "/sim-openai/v1/chat/completions", "/v1/chat/completions", "/v1/models", $"/{misplaced}/v1/messages", $"/sim-openai/{misplaced}", $"/sim-openai/v1/models/../{misplaced}", $"/{misplaced}" })
        {
            foreach (var headers in new (string, string)[][]
                     {
                         [], [Bearer(misplaced)], [Bearer("sy_" + misplaced)], [("x-api-key", misplaced)], [("X-Switchyard-Key", misplaced)], [("Cookie", "session=" + misplaced)],
                         [Bearer(accessKey), ("X-Switchyard-Agent-Session", misplaced), ("X-Switchyard-Agent-Sequence", misplaced)],
                         [Bearer(accessKey), ("Content-Encoding", misplaced)],
                         [Bearer(accessKey), ("Upgrade", misplaced)],
                     })
            {
                await SendAsync(path, BodyOf("chat/completions", stream: false), headers);
                await SendAsync($"{path}?key={misplaced}", null, headers);
            }
        }

        foreach (var body in new[] { misplaced, $"{{\"model\": {misplaced}", $"{{\"{misplaced}\"", $"{{\"model\":\"{misplaced}", "" })
        {
            await SendAsync("/sim-openai/v1/chat/completions", body, Bearer(accessKey));
            await SendAsync("/sim-anthropic/v1/messages", body, Bearer(accessKey));
        }
    }

    private static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    private static string BodyOf(string format, bool stream) =>
        (format switch { "messages" => Messages, "responses" => Responses, _ => Chat }).Replace("STREAM", stream ? "true" : "false", StringComparison.Ordinal);

    private async Task SendAsync(string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException error) when (error.InnerException is IOException)
        {
            // A stream that broke is cut by a reset, which may overtake what was sent before it: then there is nothing to search.
        }
    }
}
