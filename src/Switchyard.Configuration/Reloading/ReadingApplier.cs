using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>
/// Puts in force what was read, and remembers what was refused: content that did not work is not tried again as long as it is the same, and what is only wrong with files, documents or a canary keeps no record back.
/// </summary>
/// <remarks>Used by the reloader's loop alone.</remarks>
internal sealed partial class ReadingApplier(ConfigurationReader reader, ModelApplier applier, ConfigurationStatus status, VersionWatcher watcher, ILogger<ReadingApplier> logger)
{
    private readonly ILogger _logger = logger;
    private Refused? _refused;
    private HeldContent? _held;
    private string _applying = "";
    private bool _kept;

    /// <summary>Puts what was read in force; where a part does not take its content, the records of it over the content that is in force.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="current">What is in force, null before the first.</param>
    /// <param name="isDue">Whether it is time to try again what could not be prepared for a passing cause.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConfigurationRejectedException">Nothing of it can be put in force. Other exceptions are passing causes of the same.</exception>
    public async Task<(ReloadOutcome Outcome, FailedStep Failed)> TakeAsync(Reading read, ConfigurationModel? current, bool isDue, CancellationToken cancellationToken)
    {
        if (current is not null && current.Epoch == read.Model.Epoch && read.Model.Revision < current.Revision)
        {
            throw new InvalidOperationException($"The database answers with revision {read.Model.Revision}, older than {current.Revision} in force, in the same epoch: a stale replica?");
        }

        if (_held is { } known && known.Content == read.Content && !(known.Passes && isDue) && reader.Former(read) is { } same)
        {
            await ApplyAsync(same, current, known, cancellationToken);
            return (known.Outcome(status.Current), known.Passes ? FailedStep.Held : FailedStep.None);
        }

        try
        {
            var outcome = await ApplyAsync(read, current, null, cancellationToken);
            _held = null;
            return (outcome, FailedStep.None);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && reader.Former(read) is not null)
        {
            var held = HeldContent.Of(read, failure);
            if (!await TryWithoutAsync(held, reader.Former(read)!, current, cancellationToken))
            {
                // Then it is the records that are wrong, and nothing else is to be held back for them.
                (_held, _applying) = (null, read.Model.Hash);
                throw;
            }

            _held = held;
            LogHeld(failure, held.Revision, held.Reason);
            return (held.Outcome(status.Current), held.Passes ? FailedStep.Prepare : FailedStep.None);
        }
    }

    /// <summary>Has something serve, where nothing does yet. Returns whether something does.</summary>
    public async Task<bool> RestoreAsync(string reason, CancellationToken cancellationToken)
    {
        if (status.Current is not null)
        {
            return true;
        }

        if (reader.Restore() is not { } former)
        {
            return false;
        }

        try
        {
            var facts = new ApplyFacts { Files = new FilesInForce(former.FilesHash, former.Files.Part.Files), RestoredFor = reason };
            await applier.ApplyAsync(former.Model, facts, beforeCommit: null, cancellationToken);
            reader.PutInForce(former);
            LogRestored(former.Model.Revision, reason);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // It served once; whatever keeps it from doing so now, there is nothing else to serve.
            LogNotRestored(failure, former.Model.Revision);
            return false;
        }
    }

    /// <summary>What was to be put in force last is refused for <paramref name="reason"/>; null when nothing was.</summary>
    public void Refuse(string? reason) => _refused = reason is null ? null : new Refused(_applying, reason);

    private async Task<bool> TryWithoutAsync(HeldContent held, Reading former, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        try
        {
            return (await ApplyAsync(former, current, held, cancellationToken)).Kind != ReloadKind.Rejected;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // What is told is what was wrong with the whole.
            LogNotWithout(failure, held.Revision);
            return false;
        }
    }

    private async Task<ReloadOutcome> ApplyAsync(Reading read, ConfigurationModel? current, HeldContent? held, CancellationToken cancellationToken)
    {
        var next = read.Model;
        var facts = new ApplyFacts
        {
            Files = new FilesInForce(read.FilesHash, read.Files.Part.Files),
            Rejection = held?.Rejection ?? reader.Rejection,
            HeldFor = held is { Passes: true } ? held.Reason : null,
            Base = read.Base,
            Probes = held is null && reader.IsNew(read),
        };
        // A revision that only files brought, and that is not taken, is not run either.
        var runs = held is not null && held.Revision == next.Revision && held.Content.Files != read.FilesHash ? current!.Revision : next.Revision;
        if (current is not null && current.Epoch == next.Epoch && current.Revision == runs && current.Hash == next.Hash && current.Canary == next.Canary)
        {
            _refused = null;
            status.Confirmed(facts);
            Keep(read, again: false);
            return new ReloadOutcome(ReloadKind.Unchanged, current.Revision);
        }

        if (_refused is { } refused && refused.Hash == next.Hash)
        {
            status.StillRejected(next.Revision, refused.Reason);
            return new ReloadOutcome(ReloadKind.Rejected, current?.Revision, refused.Reason);
        }

        _applying = next.Hash;
        await applier.ApplyAsync(next, facts, beforeCommit: null, cancellationToken);
        _refused = null;
        Keep(read, again: true);
        watcher.PollInterval = next.Server.HubPollInterval;
        return new ReloadOutcome(ReloadKind.Applied, next.Revision);
    }

    /// <summary>What was found unchanged is on the disk already, but for the first time: it may be sealed with a key that will be taken away.</summary>
    private void Keep(Reading read, bool again)
    {
        reader.PutInForce(read);
        if (again || !_kept)
        {
            reader.Keep(read);
            _kept = true;
        }
    }

    [LoggerMessage(3007, LogLevel.Error, "What revision {Revision} brings is held back, and records go on without it: {Reason}")]
    private partial void LogHeld(Exception failure, long revision, string reason);

    [LoggerMessage(3008, LogLevel.Debug, "The records of revision {Revision} can not be put in force over the former content either.")]
    private partial void LogNotWithout(Exception failure, long revision);

    [LoggerMessage(3005, LogLevel.Warning, "Revision {Revision} serves from the disk, where it was kept as last good: {Reason}")]
    private partial void LogRestored(long revision, string reason);

    [LoggerMessage(3006, LogLevel.Error, "Revision {Revision} was kept as last good and can not be put in force.")]
    private partial void LogNotRestored(Exception failure, long revision);

    private sealed record Refused(string Hash, string Reason);
}
