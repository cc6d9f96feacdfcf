using Switchyard.Gateway.Pool;

namespace Switchyard.Gateway.Tests.Pool;

public sealed class RetryBudgetTests
{
    [Fact]
    [Trait("criterion", "PRV-105")]
    public void Extra_attempts_stay_a_tenth_of_the_requests()
    {
        var budget = new RetryBudget();
        var extra = 0;
        for (var i = 0; i < 10_000; i++)
        {
            budget.Deposit(0.1);
            extra += budget.TryTake(1) ? 1 : 0;
        }

        extra.ShouldBeInRange(1000, 1011, "a tenth, and the reserve once");
    }

    [Fact]
    [Trait("criterion", "PRV-105")]
    public void A_quiet_node_may_repeat_now_and_then()
    {
        var budget = new RetryBudget();
        var now = TimeSpan.FromMinutes(1).Ticks;
        while (budget.TryTake(now))
        {
        }

        budget.TryTake(now + TimeSpan.FromSeconds(9).Ticks).ShouldBeFalse();
        budget.TryTake(now + TimeSpan.FromSeconds(10).Ticks).ShouldBeTrue();
        budget.TryTake(now + TimeSpan.FromSeconds(10).Ticks).ShouldBeFalse();
    }
}
