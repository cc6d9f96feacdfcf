namespace Switchyard.Gateway.Tools.Kept;

/// <summary>Stands where there is no database: nothing is kept, and requests go on as clients send them.</summary>
internal sealed class NothingKept : IKeptTools
{
    private static readonly Dictionary<string, ReadOnlyMemory<byte>> None = [];

    /// <inheritdoc />
    public Task PutAsync(Guid userId, string key, ReadOnlyMemory<byte> content, DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FindAsync(Guid userId, IReadOnlyCollection<string> keys, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(None);
}
