using Switchyard.Gateway.Pool.Breakers;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Pool.Breakers;

public sealed class BreakerTableTests
{
    private static readonly BreakerSettings Settings = BreakerSettings.Default;
    private readonly BreakerTable _table = new();

    [Fact]
    [Trait("criterion", "PRV-112")]
    public void Ten_thousand_failing_models_have_at_most_sixty_four_breakers()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _table.ForFailure("chat", $"invented-{i}", Settings).Failed(default, 1, Settings);
        }

        _table.All.Count().ShouldBeLessThanOrEqualTo(Settings.Entries + 1);
        _table.TryFind("chat", "never-seen", out var shared).ShouldBeTrue();
        shared!.Model.ShouldBe("other");
    }

    [Fact]
    [Trait("criterion", "PRV-112")]
    public void A_breaker_that_holds_nothing_makes_room()
    {
        for (var i = 0; i < Settings.Entries; i++)
        {
            _table.ForFailure("chat", $"m{i}", Settings);
        }

        _table.ForFailure("chat", "late", Settings).Model.ShouldBe("late");
        _table.All.Count().ShouldBe(Settings.Entries);
    }

    [Fact]
    [Trait("criterion", "PRV-110")]
    public void Models_and_endpoints_are_apart()
    {
        var one = _table.ForFailure("chat", "a", Settings);
        for (var i = 0; i < 5; i++)
        {
            one.Failed(default, 1, Settings);
        }

        one.State.Phase.ShouldBe(BreakerPhase.Open);
        _table.TryFind("chat", "b", out _).ShouldBeFalse();
        _table.TryFind("responses", "a", out _).ShouldBeFalse();
        _table.TryFind("chat", "a", out var found).ShouldBeTrue();
        found.ShouldBeSameAs(one);
    }
}
