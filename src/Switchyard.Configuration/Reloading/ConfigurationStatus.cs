using Switchyard.Configuration.Sources;
using Switchyard.Hot;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>The configuration in force and its state, for everybody who only reads them. The reloader is the one writer.</summary>
public sealed class ConfigurationStatus : IConfigurationFeed
{
    private readonly Published<ConfigurationState> _state = new(new ConfigurationState());
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _changes;

    /// <summary>Where the node stands now.</summary>
    public ConfigurationState State => _state.Current;

    /// <summary>The configuration in force, or null before the first.</summary>
    public ConfigurationModel? Current => State.Applied;

    /// <summary>Gateways are no part of a canary: whichever node serves them, they get what all get.</summary>
    ConfigurationModel? IConfigurationFeed.Current => State.Base;

    /// <summary>Number of changes of <see cref="State"/> so far, for <see cref="WaitForChangeAsync"/>.</summary>
    public long Changes => _state.Revision;

    /// <summary>Completes when the first configuration is in force, and does not keep it; fails when the very first one was rejected.</summary>
    public Task First => _first.Task;

    /// <summary>Completes when <see cref="Changes"/> is greater than <paramref name="seen"/>.</summary>
    public Task WaitForChangeAsync(long seen, CancellationToken cancellationToken) => _state.WaitForAsync(seen + 1, cancellationToken);

    /// <summary>Completes when this node runs <paramref name="revision"/> or a later one.</summary>
    public async Task WaitForRevisionAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = Changes;
            if (Current is { } model && model.Revision >= revision)
            {
                return;
            }

            await WaitForChangeAsync(seen, cancellationToken);
        }
    }

    internal void Applied(ConfigurationModel model, DateTimeOffset now, ApplyFacts facts)
    {
        var state = new ConfigurationState
        {
            Applied = model,
            Base = facts.Base ?? model,
            AppliedAt = now,
            Files = facts.Files,
            IsLastGood = facts.RestoredFor is not null,
            ReadFailure = facts.RestoredFor ?? facts.HeldFor,
        };
        Set(With(state, facts.Rejection));
        _first.TrySetResult();
    }

    internal void Rejected(long? revision, ConfigurationRejectedException reason)
    {
        Set(State with { RejectedRevision = reason.DocumentsOf ?? revision, RejectedReason = reason.Message, RejectsDocuments = reason.DocumentsOf is not null, ReadFailure = null });
        if (Current is null)
        {
            _first.TrySetException(reason);
        }
    }

    internal void StillRejected(long revision, string reason) => Set(State with { RejectedRevision = revision, RejectedReason = reason, RejectsDocuments = false, ReadFailure = null });

    internal void Failed(string reason) => Set(State with { ReadFailure = reason });

    internal void Confirmed(ApplyFacts facts) =>
        Set(With(State with { RejectedRevision = null, RejectedReason = null, RejectsDocuments = false, ReadFailure = facts.HeldFor, Files = facts.Files, IsLastGood = false }, facts.Rejection));

    internal void NeverStarts(Exception failure) => _first.TrySetException(failure);

    /// <summary>Rejected files and documents stay named while revisions of the records go on being applied over the former files.</summary>
    private static ConfigurationState With(ConfigurationState state, ConfigurationRejectedException? files) =>
        files is null
            ? state
            : state with { RejectedRevision = files.DocumentsOf ?? state.Applied?.Revision, RejectedReason = files.Message, RejectsDocuments = files.DocumentsOf is not null };

    private void Set(ConfigurationState next)
    {
        if (next != State)
        {
            _state.TryPublish(next, ++_changes, out _);
        }
    }
}
