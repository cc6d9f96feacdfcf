using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator;
using Switchyard.Simulator.Content;
using Switchyard.Simulator.Rules;

namespace Switchyard.Journeys.Tests.HotReload;

/// <summary>Streams that stand open in the middle of their answer, held by the simulator, while a test changes the configuration; then they are let go and checked byte for byte.</summary>
internal sealed class OpenStreams
{
    private const int Tokens = 40;
    private static int _count;
    private readonly List<(string Prompt, Task<string> Text)> _streams = [];
    private readonly StreamGate _gate = new();
    private readonly ActiveRule _rule;
    private readonly SimulatorServer _simulator;

    private OpenStreams(SimulatorServer simulator, string model)
    {
        _simulator = simulator;
        _rule = simulator.Rules.Add(new SimulatorRule { Model = model, Gate = _gate });
    }

    /// <summary>Opens <paramref name="count"/> chat streams, spread over the nodes, and lets each send its first events.</summary>
    public static async Task<OpenStreams> OpenAsync(Yard yard, int count, string mark, string provider = "sim-openai")
    {
        // A model of their own: the first rule that matches holds a stream, and each set has a gate of its own.
        var model = string.Create(CultureInfo.InvariantCulture, $"gpt{Interlocked.Increment(ref _count)}-sim-tokens-{Tokens}");
        var streams = new OpenStreams(yard.Simulator, model);
        for (var i = 0; i < count; i++)
        {
            var prompt = $"{mark} {i}";
            streams._streams.Add((prompt, ReadAsync(yard, i % yard.Nodes.Count, provider, model, prompt)));
        }

        await streams._gate.WaitUntilHeldAsync(count, TestContext.Current.CancellationToken);
        await streams._gate.ReleaseAsync(3, TestContext.Current.CancellationToken);
        return streams;
    }

    /// <summary>Lets them go and proves that each is complete and unaltered.</summary>
    public async Task FinishAsync()
    {
        _gate.Open();
        foreach (var (prompt, reading) in _streams)
        {
            (await reading).ShouldBe(SimulatedText.For(SimulatedText.SeedOf(prompt), Tokens));
        }

        _simulator.Rules.Remove(_rule.Id);
    }

    private static async Task<string> ReadAsync(Yard yard, int node, string provider, string model, string prompt)
    {
        using var client = yard.Data(node);
        client.Timeout = Timeout.InfiniteTimeSpan;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{provider}/v1/chat/completions", UriKind.Relative));
        var body = new JsonObject { ["model"] = model, ["stream"] = true, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode}");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line == "data: [DONE]")
            {
                return text.ToString();
            }

            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                text.Append((string?)JsonNode.Parse(line[6..])!["choices"]?[0]?["delta"]?["content"]);
            }
        }

        throw new InvalidOperationException($"The stream of '{prompt}' ended without [DONE] after: {text}");
    }
}
