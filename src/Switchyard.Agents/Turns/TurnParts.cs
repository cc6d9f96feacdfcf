using Microsoft.Extensions.Logging;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Telemetry;
using Switchyard.Gateway.Asking;
using Switchyard.Gateway.Entry;

namespace Switchyard.Agents.Turns;

/// <summary>What turns work with.</summary>
internal sealed partial class TurnParts
{
    /// <summary>Models.</summary>
    public required IModelClient Models { get; init; }

    /// <summary>Tools of chats.</summary>
    public required TurnTools Tools { get; init; }

    /// <summary>Bindings of chats.</summary>
    public required BindingStore Bindings { get; init; }

    /// <summary>The configuration in force.</summary>
    public required AccessGate Access { get; init; }

    /// <summary>Metrics.</summary>
    public required AgentInstruments Instruments { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>A fault of ours ended a turn, or a call of one.</summary>
    public void LogFault(Guid chatId, long turn, Exception error) => LogFault(Logger, chatId, turn, error);

    [LoggerMessage(EventId = 12020, Level = LogLevel.Error, Message = "Turn {Turn} of chat {ChatId} failed")]
    private static partial void LogFault(ILogger logger, Guid chatId, long turn, Exception error);
}
