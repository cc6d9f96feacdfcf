using Switchyard.Proxy.Tunnels;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Proxy.Tests.Tunnels;

public sealed class IdleWatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTime _time = new();

    [Fact]
    public async Task What_moves_is_not_ended_and_what_does_not_is()
    {
        var (watch, ended) = (new IdleWatch(_time), 0);
        var running = watch.RunAsync(() => Limit, () => ended++, Patience.Token);
        await _time.WhenArmedAsync(dueIn: Limit);
        _time.Advance(TimeSpan.FromSeconds(6));
        watch.Touch();

        _time.Advance(TimeSpan.FromSeconds(4));
        await _time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(6));
        ended.ShouldBe(0);

        _time.Advance(TimeSpan.FromSeconds(6));
        await running.WaitAsync(Patience.Token);
        ended.ShouldBe(1);
    }

    [Fact]
    public async Task A_tunnel_that_ended_otherwise_is_not_watched_on()
    {
        var watch = new IdleWatch(_time);
        using var over = new CancellationTokenSource();
        var running = watch.RunAsync(() => Limit, () => throw new InvalidOperationException("Nothing is to be ended."), over.Token);
        await _time.WhenArmedAsync(dueIn: Limit);

        await over.CancelAsync();

        await running.WaitAsync(Patience.Token);
    }
}
