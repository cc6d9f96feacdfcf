namespace Switchyard.Gateway.Entry;

/// <summary>A condition of the process under which nobody may come in, whatever the configuration says. An edge has one; on a node none is registered.</summary>
public interface IEntryCondition
{
    /// <summary>How it is now. Read by every request: no lock, no wait, no allocation.</summary>
    EntryState State { get; }
}
