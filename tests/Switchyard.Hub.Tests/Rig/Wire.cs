using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Hub.Tests.Rig;

/// <summary>Both ends of the channel without a socket between them: what one writes, the other reads from the bytes.</summary>
internal sealed class Wire : IDisposable
{
    private readonly SecretChannel? _near;
    private readonly SecretChannel? _far;

    private Wire(SecretChannel? near, SecretChannel? far) => (_near, _far) = (near, far);

    public SecretChannel Near => _near!;

    public SecretChannel Far => _far!;

    /// <summary>A connection whose instance offered a key.</summary>
    public static Wire Sealed(byte[]? tokenHash = null, byte[]? otherTokenHash = null)
    {
        tokenHash ??= new byte[32];
        using var near = SecretChannel.CreateHalf();
        using var far = SecretChannel.CreateHalf();
        return new Wire(SecretChannel.Agree(near, SecretChannel.PublicKeyOf(far), tokenHash), SecretChannel.Agree(far, SecretChannel.PublicKeyOf(near), otherTokenHash ?? tokenHash));
    }

    /// <summary>A connection whose instance offered none.</summary>
    public static Wire Open() => new(null, null);

    /// <summary>The state as the bytes of snapshot frames of at most <paramref name="objects"/> objects each.</summary>
    public IReadOnlyList<byte[]> Send(GatewayState state, int objects = 3)
    {
        FrameObject[][] parts = [.. state.Objects.Select(item => StateTransfer.ToFrame(item, _near)).Chunk(objects)];
        return
        [
            .. parts.Select((part, index) => FrameWriter.ToBytes(new SnapshotFrame
            {
                Seq = state.Revision,
                Revision = state.Revision,
                Part = index,
                Final = index == parts.Length - 1,
                Objects = part,
                StateHash = index == parts.Length - 1 ? state.Hash : null,
            })),
        ];
    }

    /// <summary>The state that the frames carry. Its hash must be the one that they say.</summary>
    public GatewayState Receive(Guid epoch, IReadOnlyList<byte[]> frames)
    {
        var read = frames.Select(bytes => FrameReader.Read(bytes).ShouldBeOfType<SnapshotFrame>()).ToList();
        read.Select(frame => frame.Part).ShouldBe(Enumerable.Range(0, frames.Count));
        read.Select(frame => frame.Final).ShouldBe(Enumerable.Range(1, frames.Count).Select(number => number == frames.Count));
        var state = GatewayState.Of(epoch, read[^1].Revision, read.SelectMany(frame => frame.Objects).Select(item => StateTransfer.FromFrame(item, _far)));
        state.Hash.ShouldBe(read[^1].StateHash);
        return state;
    }

    public void Dispose()
    {
        _near?.Dispose();
        _far?.Dispose();
    }
}
