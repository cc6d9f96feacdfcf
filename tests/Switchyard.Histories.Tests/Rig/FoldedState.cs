using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Histories.Tests.Rig;

/// <summary>The simplest state that shows every event: all ids up to a sequence number, and a hash over them that does not depend on how they came.</summary>
internal sealed record FoldedState(long Seq, string Hash, DateTimeOffset At)
{
    public static FoldedState Empty { get; } = new(0, "", default);

    public FoldedState With(IEnumerable<ReceivedEvent> events) => events.Aggregate(this, (state, happened) => state.With(happened));

    private FoldedState With(ReceivedEvent happened) => new(
        Math.Max(Seq, happened.Seq),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Hash}{happened.Id}")))[..16],
        happened.At > At ? happened.At : At);
}
