namespace Switchyard.Model.Modules;

/// <summary>A module that does not work as it is configured now.</summary>
/// <param name="Module">Its name.</param>
/// <param name="Revision">The revision that this process ran when the module came into force as it is now.</param>
/// <param name="Reason">What happened, without anything of a request.</param>
public sealed record ModuleFault(string Module, long Revision, string Reason)
{
    /// <summary>Name and reason.</summary>
    public override string ToString() => $"The module '{Module}' {Reason}";
}
