using Switchyard.Hub.Delivery.Answers;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What all sessions of a node work with.</summary>
internal sealed class SessionParts(DeliveryPoints points, EventLog log, AnswerRecorder answers, Database database, HubInstruments instruments, TimeProvider time)
{
    public DeliveryPoints Points => points;

    public EventLog Log => log;

    public AnswerRecorder Answers => answers;

    public Database Database => database;

    public HubInstruments Instruments => instruments;

    public TimeProvider Time => time;
}
