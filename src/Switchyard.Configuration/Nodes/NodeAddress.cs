namespace Switchyard.Configuration.Nodes;

/// <summary>Where other nodes reach this one.</summary>
/// <param name="find">Finds the address of its control plane, or null when it can not be told, or not yet: listeners may begin after everything else.</param>
public sealed class NodeAddress(Func<Uri?> find)
{
    /// <summary>The address, or null.</summary>
    public Uri? Value => find();
}
