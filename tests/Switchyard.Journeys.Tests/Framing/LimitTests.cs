using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchyard.Journeys.Tests.HotReload;
using Switchyard.Journeys.Tests.Yards;

namespace Switchyard.Journeys.Tests.Framing;

/// <summary>What is too large, too deep or too slow ends with a status of its own, and the streams beside it go on.</summary>
public sealed class LimitTests(StandingYard standing) : IClassFixture<StandingYard>
{
    private readonly Yard _yard = standing.Yard;

    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task Each_excess_has_its_own_status_and_costs_nobody_else()
    {
        var others = await OpenStreams.OpenAsync(_yard, 10, "beside");
        var received = _yard.Simulator.Simulation.Received;
        var good = FramingCorpus.Body("m");

        (await StatusAsync("X-Large: " + new string('x', 33 * 1024), good)).ShouldBe(431);
        (await StatusAsync(string.Join("\r\n", Enumerable.Range(0, 101).Select(static i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: 1"))), good)).ShouldBe(431);
        (await StatusAsync("X-Fits: " + new string('x', 30 * 1024), good)).ShouldBe(200);
        (await StatusAsync(string.Join("\r\n", Enumerable.Range(0, 90).Select(static i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: 1"))), good)).ShouldBe(200);

        (await StatusAsync("X-A: 1", Nested(256))).ShouldBe(200);
        (await StatusAsync("X-A: 1", Nested(257))).ShouldBe(400);
        (await StatusAsync("X-A: 1", Nested(100_000))).ShouldBe(400);

        (_yard.Simulator.Simulation.Received - received).ShouldBe(3);
        await others.FinishAsync();
    }

    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task An_event_over_16_MiB_ends_its_stream_alone()
    {
        var others = await OpenStreams.OpenAsync(_yard, 10, "beside");
        using var client = _yard.Data();
        using var content = new StringContent($$"""{"model":"gpt-sim-fault-huge-size-{{(16 << 20) + 1000}}","stream":true,"messages":[{"role":"user","content":"x"}]}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sim-openai/v1/chat/completions") { Content = content };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = new StringBuilder();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                text.AppendLine(line);
            }
        });
        text.ToString().ShouldContain("event_too_large");
        text.ToString().ShouldNotContain("[DONE]");
        await others.FinishAsync();
    }

    /// <summary>The rate is measured by the server library on the real clock: this waits for its answer, 5 s of grace included.</summary>
    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task A_body_slower_than_240_bytes_a_second_is_408_and_the_end_of_its_connection()
    {
        var others = await OpenStreams.OpenAsync(_yard, 10, "beside");
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _yard.Node.DataPlane.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(FramingCorpus.Fill("{line}{auth}Content-Length: 5000\r\n\r\n{", _yard.AccessKey, "")), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(stream);
        var text = await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
        RawExchange.Statuses(text).ShouldBe([408], text);
        text.ShouldContain("body_too_slow");
        await others.FinishAsync();
    }

    /// <summary>Streams are limited by HTTP/2, which the data plane does not speak without TLS: a connection that tries is told so and ended.</summary>
    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task A_connection_carries_one_exchange_at_a_time()
    {
        var received = _yard.Simulator.Simulation.Received;
        var answer = await RawExchange.SendAsync(_yard.Node.DataPlane, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        answer.ShouldNotContain("200");
        _yard.Simulator.Simulation.Received.ShouldBe(received);
    }

    private async Task<int> StatusAsync(string headers, string body)
    {
        var request = FramingCorpus.Fill("{line}{auth}Connection: close\r\n" + headers + "\r\nContent-Length: {n}\r\n\r\n{body}", _yard.AccessKey, body);
        var answer = await RawExchange.SendAsync(_yard.Node.DataPlane, request);
        return RawExchange.Statuses(answer).ShouldHaveSingleItem(answer);
    }

    private static string Nested(int depth) => $$"""{"model":"m","messages":[{"role":"user","content":"x"}],"x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";
}
