using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Edge.Contact;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Status;
using Switchyard.Hub.States;
using Switchyard.Model.Revisions;

namespace Switchyard.Edge.Applying;

/// <summary>
/// Puts a state in force: decode, prepare every part, keep it on the disk, commit. So what serves is always on the disk, and what can not be kept does not serve. Used by one caller at a time.
/// </summary>
internal sealed partial class StateApplier(
    ModelApplier models, ConfigurationStatus status, LastGoodStore disk, ContactClock contact, EdgeInstruments instruments, ILogger<StateApplier> logger)
{
    private readonly ILogger _logger = logger;
    private StateDecoder _decoder = new();

    /// <summary>Puts the state of the disk in force.</summary>
    public Task<string?> RestoreAsync(LastGoodState state, CancellationToken cancellationToken) => ApplyAsync(state.Serving, beforeCommit: null, cancellationToken);

    /// <summary>Keeps a state and puts it in force. Returns null, or why it can not serve; then nothing has changed.</summary>
    /// <param name="next">The state.</param>
    /// <param name="gatewayId">The gateway it is of.</param>
    /// <param name="gateway">Name of the gateway.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<string?> ApplyAsync(ServingState next, Guid gatewayId, string gateway, CancellationToken cancellationToken) => ApplyAsync(
        next,
        token =>
        {
            token.ThrowIfCancellationRequested();
            disk.Write(new LastGoodState(gatewayId, gateway, next, contact.ContactAt));
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Forgets everything, on the disk and in memory. Requests that run are cut with their access keys.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        contact.Retire();
        try
        {
            disk.Forget();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is left is sealed; the next start finds it, is told again that the gateway is gone, and tries again.
            LogNotForgotten(fault);
        }

        _decoder = new StateDecoder();
        if (status.Current is not null)
        {
            await models.ApplyAsync(new ConfigurationModel { Epoch = Guid.Empty, Revision = 0, Hash = "" }, beforeCommit: null, cancellationToken);
        }

        LogForgotten();
    }

    private async Task<string?> ApplyAsync(ServingState next, Func<CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken)
    {
        try
        {
            var model = Model(next.State);
            await models.ApplyAsync(model, beforeCommit, cancellationToken);
            contact.Serves(model.Server.EdgeMaxOffline);
            instruments.Changed(applied: true);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "The edge stopped before it was done.";
        }
        catch (Exception fault) when (fault is StateException or ConfigurationRejectedException)
        {
            return Refuse(next, fault.Message);
        }
        catch (Exception fault)
        {
            // A full disk, a part that is not ready in time, a bug: whatever it is, the former state serves on and the node offers this one again.
            LogFailed(fault);
            return Refuse(next, $"It could not be put in force: {fault.Message}");
        }
    }

    private ConfigurationModel Model(GatewayState state)
    {
        if (status.Current is { } current && current.Epoch == state.Epoch && state.Revision < current.Revision)
        {
            throw new StateException($"Revision {state.Revision} is older than {current.Revision} in force, in the same epoch.");
        }

        var model = _decoder.Decode(state);


        // Whoever looks at whole requests in a directory means a directory of his node.
        return model with { Recording = model.Recording with { JournalMaxBytes = model.Server.EdgeJournalBytes, DumpDirectory = null } };
    }

    private string Refuse(ServingState next, string reason)
    {
        models.Rejected(next.State.Revision, reason);
        instruments.Changed(applied: false);
        return reason;
    }

    [LoggerMessage(9020, LogLevel.Error, "A state could not be put in force; the former one serves on")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(9021, LogLevel.Warning, "The gateway was deleted or disabled: configuration and secrets are forgotten, requests are answered with 503")]
    private partial void LogForgotten();

    [LoggerMessage(9022, LogLevel.Error, "The last good state could not be deleted from the disk; it is sealed, and the next start tries again")]
    private partial void LogNotForgotten(Exception exception);
}
