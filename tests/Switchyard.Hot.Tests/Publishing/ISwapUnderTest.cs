namespace Switchyard.Hot.Tests.Publishing;

/// <summary>What the publication scenarios need of a hot swap: the real one, or one with a seeded bug.</summary>
internal interface ISwapUnderTest
{
    long Revision { get; }

    IReadOnlyList<Leased<Snapshot>> Live { get; }

    Lease<Snapshot> Acquire(out long revision);

    bool TryPublish(Snapshot snapshot);

    Task ShutDownAsync();
}
