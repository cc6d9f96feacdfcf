using Switchyard.Testing.Time;

namespace Switchyard.Simulator.Tests.Behaviors;

public sealed class CadenceTests : SimulatorFixture
{
    private readonly FakeTime _time = new();

    protected override SimulatorOptions Options => new() { Clock = _time };

    [Fact]
    public async Task Events_come_in_the_cadence_asked_for()
    {
        using var response = await SendAsync("/v1/chat/completions", Chat("sim-cadence-2s", stream: true));
        for (var sent = 1; sent < 4; sent++)
        {
            await _time.WhenArmedAsync();
            Server.Log.Last.EventsSent.ShouldBe(sent);
            _time.UntilNextTimer.ShouldBe(TimeSpan.FromSeconds(2));
            _time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task Latency_comes_before_the_status_line()
    {
        var pending = SendAsync("/v1/chat/completions", Chat("sim-latency-30s"));
        await _time.WhenArmedAsync();
        pending.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(30));

        using var response = await pending;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_retry_date_is_told_by_the_simulators_clock()
    {
        using var response = await SendAsync("/v1/chat/completions", Chat("sim-fault-429-retry-date90"));

        response.Headers.RetryAfter!.Date.ShouldBe(FakeTime.Start.AddSeconds(90));
    }
}
