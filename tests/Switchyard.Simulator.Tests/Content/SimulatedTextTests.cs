using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Tests.Content;

public sealed class SimulatedTextTests
{
    [Fact]
    public void A_text_is_its_tokens_in_order()
    {
        SimulatedText.For(42, 100).ShouldBe(string.Concat(Enumerable.Range(0, 100).Select(index => SimulatedText.Token(42, index))));
        SimulatedText.For(42, 0).ShouldBe("");
        SimulatedText.For(42, 100).ShouldNotBe(SimulatedText.For(43, 100));
    }

    [Fact]
    public void The_text_of_a_seed_never_changes()
    {
        SimulatedText.SeedOf("").ShouldBe(14695981039346656037UL);
        SimulatedText.SeedOf("a").ShouldBe(0xaf63dc4c8601ec8cUL);
        SimulatedText.For(1, 4).ShouldBe(SimulatedText.For(1, 4));
    }
}
