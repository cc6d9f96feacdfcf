namespace Switchyard.Gateway.Asking;

/// <summary>
/// Asks models from inside the process, by the same way as requests from outside: with limits, modules, failover and record, and with the same refusals. No access key's secret is needed, only its id.
/// </summary>
public interface IModelClient
{
    /// <summary>
    /// Begins a series of requests of one access key. All of them are routed by the configuration in force now, whatever changes meanwhile; whether the key may be used is asked of the newest, each time.
    /// </summary>
    IModelVisit Begin(Guid accessKeyId);
}
