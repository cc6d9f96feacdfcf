namespace Switchyard.Gateway.Modules;

/// <summary>A module that can tell whether it works. It is asked every second for <c>server.reload.probation</c> after it came into force, and if it does not work, the change that brought it is rolled back.</summary>
public interface ICheckedModule : IModule
{
    /// <summary>Looks after itself. What it throws counts as a fault, too.</summary>
    /// <returns>What is wrong, in words that continue "The module 'x' …", without secrets; null when it works.</returns>
    ValueTask<string?> CheckAsync(CancellationToken cancellationToken);
}
