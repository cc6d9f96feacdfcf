using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Recording;

/// <summary>A node's records go to its database.</summary>
/// <param name="database">The database.</param>
/// <param name="time">Clock.</param>
internal sealed class DatabaseSink(Database database, TimeProvider time) : IRecordSink
{
    private readonly BatchWriter _batches = new(time);

    /// <inheritdoc />
    public async Task<long> WriteAsync(IReadOnlyList<RecordingLifeRow> lives, IReadOnlyList<RecordedInterception> records, CancellationToken cancellationToken)
    {
        var unpriced = await database.WriteAsync((session, token) => _batches.WriteAsync(session, lives, records, token), cancellationToken);
        _batches.Committed(records);
        return unpriced;
    }

    /// <inheritdoc />
    public Task<int> EndLifeAsync(RecordingLifeRow life, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => InterceptionTable.AbortAsync(session, life.Id, time.GetUtcNow(), token), cancellationToken);

    /// <summary>Writes a record of its own making and takes it back. Anything but success means that the database is not fit: no record is given up for that.</summary>
    public async Task ProbeAsync(RecordingLifeRow life, CancellationToken cancellationToken)
    {
        var probe = RecordedInterception.Probe(life, time.GetUtcNow());
        try
        {
            await database.WriteAsync(
                async (session, token) =>
                {
                    await _batches.WriteAsync(session, [life], [probe], token);
                    throw new ProbeDoneException();
                },
                cancellationToken);
        }
        catch (ProbeDoneException)
        {
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or DatabaseBusyException or DatabaseUnavailableException))
        {
            throw new DatabaseUnavailableException("The database does not take any record: " + fault.Message, fault);
        }
    }

    private sealed class ProbeDoneException : Exception;
}
