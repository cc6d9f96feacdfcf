namespace Switchyard.Gateway.Tools.Kept;

/// <summary>Where is kept what clients come back for, on whichever node. Every entry is of one user.</summary>
internal interface IKeptTools
{
    /// <summary>Keeps <paramref name="content"/> under <paramref name="key"/> until <paramref name="expiresAt"/>; one that is there is replaced.</summary>
    Task PutAsync(Guid userId, string key, ReadOnlyMemory<byte> content, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>What is kept of <paramref name="keys"/> and has not expired at <paramref name="now"/>.</summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FindAsync(Guid userId, IReadOnlyCollection<string> keys, DateTimeOffset now, CancellationToken cancellationToken);
}
