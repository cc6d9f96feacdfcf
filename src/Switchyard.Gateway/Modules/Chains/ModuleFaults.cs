using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules.Telemetry;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules.Chains;

/// <summary>What becomes of a request in which a module throws: the module is named in log, metric and health, and the request fails or goes on as the module's configuration says.</summary>
internal sealed partial class ModuleFaults(ModuleInstruments instruments, TimeProvider time, ILogger<ModuleFaults> logger)
{
    /// <summary>Notes that <paramref name="slot"/> threw. Null when the request goes on without it.</summary>
    public Failure? Judge(ModuleSlot slot, ModuleRequest request, Exception error)
    {
        Note(slot, request, error);
        return slot.Config.OnError == ModuleErrorPolicy.Skip ? null : Failure.ModuleFailed;
    }

    /// <summary>Notes that <paramref name="slot"/> threw where the request can not be changed any more.</summary>
    public void Note(ModuleSlot slot, ModuleRequest request, Exception error)
    {
        slot.State.Failed(time.GetUtcNow());
        slot.Blame($"threw {error.GetType().Name} in a request.");
        instruments.Failed(slot.Config.Name);
        LogFailed(slot.Config.Name, slot.Config.Type, request.Id, error);
    }

    /// <summary>A module could not be ended.</summary>
    public void EndFailed(string module, Exception error) => LogEndFailed(module, error);

    [LoggerMessage(EventId = 4450, Level = LogLevel.Error, Message = "Module {Module} of type {Type} failed in request {RequestId}")]
    private partial void LogFailed(string module, string type, Guid requestId, Exception error);

    [LoggerMessage(EventId = 4451, Level = LogLevel.Error, Message = "Module {Module} failed to end")]
    private partial void LogEndFailed(string module, Exception error);
}
