namespace Switchyard.Gateway.Modules;

/// <summary>Sees a request that was admitted and read, before anything is asked of a provider.</summary>
public interface IRequestModule : IModule
{
    /// <summary>Looks at the request, may replace its body, and says how it goes on.</summary>
    /// <exception cref="OperationCanceledException">The client has gone, or 30 s are over.</exception>
    ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken);
}
