using Switchyard.Model.Chats;

namespace Switchyard.Model.Tests.Chats;

public sealed class TurnStatesTests
{
    [Fact]
    public void Names_are_read_back_exactly()
    {
        var names = Enum.GetValues<TurnState>().Select(TurnStates.NameOf).ToArray();

        names.ShouldBe(["idle", "running", "interrupted", "failed", "cancelled"]);
        names.Select(name => TurnStates.NameOf(TurnStates.Parse(name))).ShouldBe(names);
        Should.Throw<ArgumentException>(() => TurnStates.Parse("Idle"));
    }
}
