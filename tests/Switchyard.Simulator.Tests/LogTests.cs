using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Tests;

public sealed class LogTests : SimulatorFixture
{
    protected override SimulatorOptions Options => new() { LogCapacity = 3 };

    [Fact]
    public async Task The_log_has_what_arrived_to_the_byte()
    {
        const string body = """{ "model":"sim", "extra": 1.50,"messages":[ {"role":"user","content":"\u00e9"} ]}""";
        using var response = await SendAsync("/v1/chat/completions?a=%2F&b", body, ("X-Two", "one"), ("X-Two", "two"), ("Authorization", "bearer k"));
        var request = Server.Log.Last;

        request.BodyText.ShouldBe(body);
        request.RawTarget.ShouldBe("/v1/chat/completions?a=%2F&b");
        request.Method.ShouldBe("POST");
        request.Header("x-two").ShouldNotBeNull();
        request.Key.ShouldBe("k");
        request.Model.ShouldBe("sim");
        request.StatusCode.ShouldBe(200);
        (await request.Completion.WaitAsync(Ending)).ShouldBe(RequestOutcome.Completed);
        request.BytesSent.ShouldBe(response.Content.Headers.ContentLength!.Value);
    }

    [Fact]
    public async Task The_log_forgets_the_oldest()
    {
        for (var request = 0; request < 5; request++)
        {
            using var response = await SendAsync("/v1/chat/completions", Chat());
        }

        Server.Log.Requests.Select(request => request.Ordinal).ShouldBe([3, 4, 5]);
        Server.Log.Requests.Select(request => request.ConnectionId).Distinct().Count().ShouldBe(1);
        Server.Simulation.Received.ShouldBe(5);
    }

    [Fact]
    public void Bytes_bound_the_log_too()
    {
        var log = new SimulatorLog(100, 10);
        for (var ordinal = 1; ordinal <= 3; ordinal++)
        {
            log.Add(new ReceivedRequest
            {
                Ordinal = ordinal, Method = "POST", Path = "/", RawTarget = "/", Headers = [], Body = new byte[6], ConnectionId = "c", Key = null,
            });
        }

        log.Requests.Select(request => request.Ordinal).ShouldBe([3]);
    }

    [Fact]
    public async Task Unknown_directives_are_refused_by_name()
    {
        var inModel = await JsonAsync("/v1/chat/completions", Chat("sim-tokens-many"));
        var inHeader = await JsonAsync("/v1/chat/completions", Chat(), ("x-sim-speed", "1"));

        inModel.GetProperty("error").GetProperty("message").GetString().ShouldBe("simulator directive 'tokens' wants a whole number from 0 to 10000000, not 'many'");
        inHeader.GetProperty("error").GetProperty("message").GetString().ShouldBe("unknown simulator directive 'speed'");
    }
}
