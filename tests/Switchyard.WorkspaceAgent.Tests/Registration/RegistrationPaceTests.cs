using Switchyard.Model.Secrets;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Registration;

namespace Switchyard.WorkspaceAgent.Tests.Registration;

public sealed class RegistrationPaceTests
{
    private static readonly RegistrationOutcome Failure = RegistrationOutcome.Failed("away");

    [Fact]
    [Trait("criterion", "AGT-14")]
    public void Failures_wait_100_ms_doubling_to_15_s()
    {
        var pace = new RegistrationPace();

        var waits = Enumerable.Range(0, 12).Select(_ => pace.Next(Failure, 1).TotalMilliseconds).ToList();

        waits.ShouldBe([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000, 15_000, 15_000]);
        Enumerable.Range(0, 100).Select(_ => pace.Next(Failure, 1)).ShouldAllBe(static wait => wait == TimeSpan.FromSeconds(15));
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public void The_jitter_is_full()
    {
        var pace = new RegistrationPace();

        pace.Next(Failure, 0).ShouldBe(TimeSpan.Zero);
        pace.Next(Failure, 0.5).ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public void A_success_waits_for_the_heartbeat_and_begins_anew()
    {
        var pace = new RegistrationPace();
        pace.Next(Failure, 1);
        pace.Next(Failure, 1);

        pace.Next(new RegistrationOutcome(RegistrationKind.Registered, "") { Identity = new AgentIdentity(Guid.Empty, new Secret("")), Heartbeat = TimeSpan.FromSeconds(10) }, 0.3).ShouldBe(TimeSpan.FromSeconds(10));

        pace.Next(Failure, 1).ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_refusal_waits_about_a_minute(bool retired)
    {
        var outcome = new RegistrationOutcome(retired ? RegistrationKind.Retired : RegistrationKind.Refused, "no");

        new RegistrationPace().Next(outcome, 0).ShouldBe(TimeSpan.FromSeconds(54));
        new RegistrationPace().Next(outcome, 1).ShouldBe(TimeSpan.FromSeconds(66));
    }
}
