using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Time;

namespace Switchyard.Histories.Tests.Rig;

/// <summary>Makes changes through the product's recorder, commits, rolls back, and holds transactions until readers have come further. Its clock is off by up to an hour.</summary>
internal sealed class Publisher
{
    private readonly RigRun _run;
    private readonly int _number;
    private readonly Random _random;
    private readonly FakeTime _time = new();
    private readonly ChangeRecorder _recorder;

    public Publisher(RigRun run, int number, HubInstruments instruments)
    {
        (_run, _number, _random) = (run, number, run.RandomFor("publisher", number));
        _time.JumpWallClock(TimeSpan.FromMinutes(_random.Next(-60, 60)));
        _recorder = new ChangeRecorder(_time, new HubPublisher(_time, instruments));
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var log = RecordedHistory.Open(_run.Folder, $"publisher-{_number}");
        for (var change = 0; change < _run.ChangesEach; change++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 50)));
            var transaction = $"p{_number}c{change}";
            string[] ids = [.. Enumerable.Range(1, _random.Next(4) == 0 ? 2 : 1).Select(part => $"{transaction}.{part}")];
            var (holds, commits) = (_random.Next(4) == 0 ? _random.Next(1, 4) : 0, _random.Next(5) != 0);
            await _run.Pulse.WaitAsync(_random.Next(2), cancellationToken);
            try
            {
                var numbers = await PublishAsync(ids, holds, commits, cancellationToken);
                foreach (var (id, seq) in ids.Zip(numbers))
                {
                    log.Append(HistoryStep.Published, seq, id, transaction: transaction);
                }
            }
            catch (RolledBackException)
            {
                Array.ForEach(ids, id => log.Append(HistoryStep.RolledBack, 0, id));
            }
        }
    }

    private async Task<IReadOnlyList<long>> PublishAsync(string[] ids, int holds, bool commits, CancellationToken cancellationToken)
    {
        if (_run.Bug == SeededBug.PublishAfterCommit)
        {
            await WriteAsync((_, _) => Task.FromResult<IReadOnlyList<long>>([]), holds, commits, cancellationToken);
            // The process may end here, and with it what it had in mind.
            return _random.Next(5) == 0 ? [.. ids.Select(_ => 0L)] : await WriteAsync((session, token) => RecordAsync(session, ids, token), 0, commits: true, cancellationToken);
        }

        if (_run.Bug is SeededBug.NumberFromSequence or SeededBug.NumberBeforeLock)
        {
            var numbers = new List<long>();
            foreach (var _ in ids)
            {
                numbers.Add(await NumberAsync(cancellationToken));
            }

            return await WriteAsync((session, token) => InsertAsync(session, ids, numbers, token), holds, commits, cancellationToken);
        }

        return await WriteAsync((session, token) => RecordAsync(session, ids, token), holds, commits, cancellationToken);
    }

    private Task<IReadOnlyList<long>> WriteAsync(
        Func<SqlSession, CancellationToken, Task<IReadOnlyList<long>>> publish, int holds, bool commits, CancellationToken cancellationToken) =>
        _run.Database.WriteAsync(
            async (session, token) =>
            {
                var numbers = await publish(session, token);
                await _run.Pulse.WaitAsync(holds, token);
                return commits ? numbers : throw new RolledBackException();
            },
            cancellationToken);

    private async Task<IReadOnlyList<long>> RecordAsync(SqlSession session, string[] ids, CancellationToken cancellationToken)
    {
        var numbers = new List<long>();
        foreach (var id in ids)
        {
            var what = new HubEvent(HubStreams.AiProvidersChanged, HubAction.Update, Entity(ids, id));
            numbers.Add(await _recorder.RecordAsync(session, new Change(HubStreams.AiProvidersChanged, what, [Audit(id)]), cancellationToken));
        }

        return numbers;
    }

    private Task<long> NumberAsync(CancellationToken cancellationToken) => _run.Bug == SeededBug.NumberFromSequence
        ? _run.Database.WriteAsync((session, token) => session.QueryFirstAsync<long>("select nextval('wrong_numbers')", null, token), cancellationToken)
        : _run.Database.WriteAsync((session, token) => StreamTable.BumpAsync(session, HubStreams.Config, token), cancellationToken);

    private async Task<IReadOnlyList<long>> InsertAsync(SqlSession session, string[] ids, List<long> numbers, CancellationToken cancellationToken)
    {
        foreach (var (id, number) in ids.Zip(numbers))
        {
            await EventTable.InsertAsync(
                session,
                new EventRow
                {
                    Stream = HubStreams.Config, Version = number, Id = Guid.CreateVersion7(), Type = HubStreams.AiProvidersChanged, Action = "update", EntityId = Entity(ids, id), OriginatedAt = _time.GetUtcNow(),
                },
                cancellationToken);
        }

        return numbers;
    }

    /// <summary>The id, and whether more of its transaction follow.</summary>
    private static string Entity(string[] ids, string id) => id == ids[^1] ? id : id + ReceivedEvent.More;

    private static AuditEntry Audit(string id) =>
        new() { Action = "provider.update", ActorKind = "operator", ActorId = "x", ActorName = "rig", EntityType = "provider", EntityId = id, EntityName = id };

    private sealed class RolledBackException : Exception;
}
