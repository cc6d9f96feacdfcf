using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Problems;
using Switchyard.Hub.Usage;
using Switchyard.Model.Validation;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.GatewayUsage;

/// <summary>Writes what edges recorded by the same statements as a node's own records: repeated batches count once. The keys of texts are sealed with this database's ring on the way.</summary>
internal sealed partial class GatewayUsageWriter(Database database, SecretSealer sealer, TimeProvider time, ILogger<GatewayUsageWriter> logger)
{
    /// <summary>Writes a batch. An empty one writes a record of its own making and takes it back, so that an edge can tell whether it is the database or its records.</summary>
    /// <exception cref="ProblemException">The batch breaks a rule (400), names another's life or interception (409), or the database can not take just this one (422).</exception>
    public async Task<UsageAnswer> WriteAsync(GatewayCaller caller, UsageBatch batch, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        UsageRules.Check(batch, faults);
        Problem.ThrowIfAny(faults);
        if (batch is { Records.Count: 0, Ended.Count: 0 })
        {
            await ProbeAsync(caller.Gateway, cancellationToken);
            return new UsageAnswer(0, 0, 0);
        }

        RecordingLifeRow[] lives = [.. batch.Lives.DistinctBy(life => life.Id).Select(life => Row(life, caller))];
        RecordedInterception[] records = [.. batch.Records.Select(record => record with { Row = Own(record, caller.Gateway) })];
        try
        {
            return await database.WriteAsync((session, token) => WriteAsync(session, caller.Gateway.Id, lives, records, batch.Ended, token), cancellationToken);
        }
        catch (Exception fault) when (fault is not (ProblemException or OperationCanceledException or DatabaseBusyException or DatabaseUnavailableException))
        {
            // The edge looks for the record that is at fault by halving, and asks with an empty batch whether any is taken.
            LogNotWritten(fault, caller.Gateway.Name, records.Length);
            throw new ProblemException(new Problem(422, "usage_not_writable", "Not writable", "The database does not take this batch."));
        }
    }

    private static InterceptionRow Own(RecordedInterception record, GatewayRow gateway)
    {
        // Whom they are about is the edge's word, under whose name they are counted is not.
        return record.Row with { NodeId = gateway.Id, Node = gateway.Name, Children = record.Texts.Count + record.ToolCalls.Count };
    }

    private async Task<UsageAnswer> WriteAsync(
        SqlSession session, Guid gatewayId, RecordingLifeRow[] lives, RecordedInterception[] records, IReadOnlyList<Guid> ended, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. lives.Select(life => life.Id)];
        if ((await RecordingLifeTable.ForeignAsync(session, ids, gatewayId, cancellationToken)).Count > 0
            || (await InterceptionTable.ForeignAsync(session, [.. records.Select(record => record.Row.Id).Distinct()], ids, cancellationToken)).Count > 0)
        {
            throw new ProblemException(new Problem(409, "foreign_usage", "Somebody else's", "A life or an interception of the batch is of another gateway or node."));
        }

        var unpriced = await new BatchWriter(time).WriteAsync(session, lives, records, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var life in ids)
        {
            await RecordingLifeTable.TouchAsync(session, life, now, cancellationToken);
        }

        var aborted = 0;
        foreach (var life in ended)
        {
            aborted += await InterceptionTable.AbortAsync(session, life, now, cancellationToken);
        }

        return new UsageAnswer(records.Length, unpriced, aborted);
    }

    private RecordingLifeRow Row(UsageLife life, GatewayCaller caller)
    {
        byte[] sealedKey = [];
        if (life.Key is { } wrapped && LifeKeyEnvelope.TryOpen(caller.TokenHash, life.Id, wrapped, out var key))
        {
            sealedKey = sealer.Seal(SealedColumns.RecordingLives.Table, SealedColumns.RecordingLives.Column, life.Id, key.AsSpan());
            CryptographicOperations.ZeroMemory(key);
        }

        return new RecordingLifeRow(life.Id, caller.Gateway.Id, caller.Gateway.Name, sealedKey, life.StartedAt) { Remote = true };
    }

    private async Task ProbeAsync(GatewayRow gateway, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var life = new RecordingLifeRow(Guid.CreateVersion7(now), gateway.Id, gateway.Name, [], now) { Remote = true };
        try
        {
            await database.WriteAsync(
                async (session, token) =>
                {
                    await new BatchWriter(time).WriteAsync(session, [life], [RecordedInterception.Probe(life, now)], token);
                    throw new ProbeDoneException();
                },
                cancellationToken);
        }
        catch (ProbeDoneException)
        {
            // Taken, and taken back.
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or DatabaseBusyException or DatabaseUnavailableException))
        {
            throw new DatabaseUnavailableException("The database does not take any record: " + fault.Message, fault);
        }
    }

    [LoggerMessage(5070, LogLevel.Warning, "The database does not take a batch of {Count} records of gateway {Gateway}")]
    private partial void LogNotWritten(Exception fault, string gateway, int count);

    private sealed class ProbeDoneException : Exception;
}
