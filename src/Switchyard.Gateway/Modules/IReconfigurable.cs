namespace Switchyard.Gateway.Modules;

/// <summary>A module that takes another configuration in place.</summary>
public interface IReconfigurable : IModule
{
    /// <summary>
    /// Makes the module that will be in force when everything else of the revision is prepared too, with the same state and whatever else it can go on with. This one serves meanwhile and must not change: if the
    /// revision is undone, the successor is disposed and this one goes on; if not, requests that run already keep this one to their end. Putting the successor in force is one reference write and can not fail.
    /// </summary>
    /// <param name="next">Its configuration and its state.</param>
    /// <param name="cancellationToken">Cancelled when the time for it (25 s) is over.</param>
    ValueTask<IModule> PrepareAsync(ModuleContext next, CancellationToken cancellationToken);
}
