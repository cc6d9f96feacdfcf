using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Journal;

namespace Switchyard.Journeys.Tests.Framing;

/// <summary>Requests whose end can be read in two ways, sent as raw bytes to a real node: it refuses them, ends the connection, and its upstream never sees one request more or less than was meant.</summary>
public sealed class FramingTests(StandingYard standing) : IClassFixture<StandingYard>
{
    private readonly Yard _yard = standing.Yard;
    private readonly int _first = standing.Yard.Simulator.Log.Requests.Count;
    private readonly long _before = standing.Yard.Simulator.Simulation.Received;

    /// <summary>What the upstream saw since the test began.</summary>
    private IReadOnlyList<ReceivedRequest> Received => [.. _yard.Simulator.Log.Requests.Skip(_first)];

    [Fact]
    [Trait("criterion", "PRV-71")]
    public async Task Every_ambiguous_request_is_400_the_end_of_its_connection_and_nobody_elses_business()
    {
        List<string> wrong = [];
        var number = 0;
        foreach (var (name, entry) in FramingCorpus.Refused)
        {
            var answer = await RawExchange.SendAsync(_yard.Node.DataPlane, FramingCorpus.Write(entry, _yard.AccessKey, $"attack-{number}"));
            if (RawExchange.Statuses(answer) is not [400])
            {
                wrong.Add($"{name}: {string.Join(", ", RawExchange.Statuses(answer))}\n{answer}");
            }

            // A good exchange after each: on a connection of its own, and over whatever connection the node now has to its upstream.
            var model = $"good-{number++}";
            var good = await RawExchange.SendAsync(_yard.Node.DataPlane, FramingCorpus.Good(_yard.AccessKey, model, close: true));
            if (RawExchange.Statuses(good) is not [200] || !good.Contains($"\"{model}\"", StringComparison.Ordinal))
            {
                wrong.Add($"after {name}: {good}");
            }
        }

        wrong.ShouldBeEmpty(_yard.Node.Output);
        FramingCorpus.Refused.Count.ShouldBeGreaterThanOrEqualTo(50);
        OnlyGood(number);
    }

    [Theory]
    [InlineData("a wrong credential", "{line}Authorization: Bearer sy_nobody\r\nTransfer-Encoding: chunked\r\n\r\n{x};\nxx\r\n{body}\r\n0\r\n\r\n")]
    [InlineData("a path that is not there", "POST /nowhere HTTP/1.1\r\nHost: node\r\n{auth}Transfer-Encoding: chunked\r\n\r\n{x}\n{body}\r\n0\r\n\r\n")]
    [InlineData("passthrough", "POST /sim-openai/v1/embeddings HTTP/1.1\r\nHost: node\r\n{auth}Transfer-Encoding: chunked\r\n\r\n{x};\nxx\r\n{body}\r\n0\r\n\r\n")]
    [Trait("criterion", "PRV-71")]
    public async Task A_bad_body_that_nobody_wanted_ends_the_connection_too(string name, string entry)
    {
        var answer = await RawExchange.SendAsync(_yard.Node.DataPlane, FramingCorpus.Write(entry, _yard.AccessKey, "attack-0"));
        RawExchange.Statuses(answer).Count.ShouldBe(1, $"{name}: {answer}");
        RawExchange.Statuses(answer)[0].ShouldBeInRange(400, 499);
        Received.ShouldNotContain(static request => request.Model == FramingCorpus.Smuggled);
    }

    [Theory]
    [InlineData("a length", "{line}{auth}Content-Length: {n}\r\n\r\n{body}")]
    // The server library takes a plus sign for nothing; what it means is not in doubt.
    [InlineData("a length with a plus sign", "{line}{auth}Content-Length: +{n}\r\n\r\n{body}")]
    [InlineData("a name with a control character", "{line}{auth}X-After\u0001: b\r\nContent-Length: {n}\r\n\r\n{body}")]
    [InlineData("chunked", "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{chunked}")]
    [InlineData("chunked in capitals", "{line}{auth}Transfer-Encoding: Chunked\r\n\r\n{chunked}")]
    [InlineData("a proper chunk extension", "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x};a=b;c=\"d\"\r\n{body}\r\n0\r\n\r\n")]
    [InlineData("leading zeros", "{line}{auth}Transfer-Encoding: chunked\r\n\r\n000{x}\r\n{body}\r\n000\r\n\r\n")]
    [InlineData("trailers", "{line}{auth}Transfer-Encoding: chunked\r\nTrailer: X-After\r\n\r\n{x}\r\n{body}\r\n0\r\nX-After: 1\r\nContent-Length: 5\r\nAuthorization: Bearer trailed\r\nHost: trailed\r\n\r\n")]
    [Trait("criterion", "PRV-71")]
    public async Task A_good_request_and_the_one_behind_it_in_the_same_bytes_are_served_in_order(string name, string entry)
    {
        var bytes = FramingCorpus.Fill(entry, _yard.AccessKey, FramingCorpus.Body("first")) + FramingCorpus.Good(_yard.AccessKey, "second", close: true);
        var answer = await RawExchange.SendAsync(_yard.Node.DataPlane, bytes);
        RawExchange.Statuses(answer).ShouldBe([200, 200], $"{name}: {answer}");
        answer.IndexOf("\"first\"", StringComparison.Ordinal).ShouldBeInRange(0, answer.IndexOf("\"second\"", StringComparison.Ordinal));
        var received = Received;
        received.Select(static request => request.Model).ShouldBe(["first", "second"]);
        foreach (var request in received)
        {
            request.BodyText.ShouldBe(FramingCorpus.Body(request.Model!));
            request.Headers.ShouldAllBe(static header => !header.Key.StartsWith("X-After", StringComparison.OrdinalIgnoreCase));
            request.Headers.ShouldAllBe(static header => !header.Value.Contains("trailed", StringComparison.Ordinal));
        }
    }

    // What the upstream saw is the good requests, each once, in order, whole; nothing else.
    private void OnlyGood(int count)
    {
        var received = Received;
        received.Select(static request => request.Model).ShouldBe(Enumerable.Range(0, count).Select(static number => $"good-{number}"));
        received.ShouldAllBe(static request => request.BodyText == FramingCorpus.Body(request.Model!));
        (_yard.Simulator.Simulation.Received - _before).ShouldBe(count);
    }
}
