using Switchyard.Model.Pricing;

namespace Switchyard.Model.Tests.Pricing;

public sealed class PriceTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("openai", "gpt-5-mini", 1)]
    [InlineData("openai", "gpt-5-max", 2)]
    [InlineData("openai", "gpt-5", 3)]
    [InlineData("other", "gpt-5", 4)]
    [InlineData("other", "gpt-5-mini", 4)]
    [InlineData("openai", "o3", 5)]
    [InlineData("other", "o3", null)]
    public void The_longest_match_wins_and_a_named_provider_before_any(string provider, string model, int? input)
    {
        var table = new PriceTable(
        [
            Price("openai", "*", 5),
            Price("*", "gpt*", 4),
            Price("openai", "gpt*", 3),
            Price("openai", "gpt-5-*", 2),
            Price("openai", "gpt-5-mini", 1),
        ]);

        table.Find(provider, model, Now)?.Input.ShouldBe(input!.Value);
        (table.Find(provider, model, Now) is null).ShouldBe(input is null);
    }

    [Fact]
    [Trait("criterion", "PRV-116")]
    public void The_price_valid_at_the_time_counts()
    {
        var table = new PriceTable(
        [
            Price("*", "m", 1),
            Price("*", "m", 2) with { From = Now },
            Price("*", "m", 3) with { From = Now.AddDays(1) },
        ]);

        table.Find("p", "m", Now.AddTicks(-1))!.Input.ShouldBe(1);
        table.Find("p", "m", Now)!.Input.ShouldBe(2);
        table.Find("p", "m", Now.AddDays(2))!.Input.ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "PRV-116")]
    public void Each_kind_of_token_has_its_price_and_falls_back_to_the_next_one()
    {
        var whole = new PriceTable([Price("*", "m", 1) with { Output = 10, CacheRead = 0.1m, CacheWrite = 2, CacheWriteHour = 3 }]);
        var tokens = new BillableTokens(Input: 1, Output: 10, CacheRead: 100, CacheWrite: 1000, CacheWriteHour: 10_000);

        whole.CostNanos("p", "m", Now, tokens).ShouldBe(1000 * (1 + 100 + 10 + 2000 + 30_000));
        new PriceTable([Price("*", "m", 1)]).CostNanos("p", "m", Now, tokens).ShouldBe(1000 * (1 + 10 + 100 + 1000 + 10_000));
        whole.CostNanos("p", "unknown", Now, tokens).ShouldBeNull();
    }

    [Fact]
    public void Absurd_counts_and_prices_do_not_throw()
    {
        var table = new PriceTable([Price("*", "m", 1_000_000)]);
        var most = new BillableTokens(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);

        table.CostNanos("p", "m", Now, most).ShouldBe(long.MaxValue);
        table.CostNanos("p", "m", Now, new BillableTokens(long.MinValue, -1)).ShouldBe(0);
    }

    [Fact]
    public void The_simulated_providers_have_prices()
    {
        var table = new PriceTable(DefaultPrices.All);

        table.Find("sim-openai", "anything", Now).ShouldNotBeNull();
        table.Find("sim-anthropic", "anything", Now).ShouldNotBeNull();
        table.Find("openai", "gpt-5", Now).ShouldBeNull();
    }

    private static PriceConfig Price(string provider, string model, decimal price) => new() { Provider = provider, Model = model, Input = price, Output = price };
}
