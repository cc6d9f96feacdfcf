namespace Switchyard.Gateway.Modules;

/// <summary>
/// A module in force, as one configuration has it. Immutable but for what it keeps in <see cref="ModuleContext.State{T}"/>; one instance serves all requests of its snapshots at the same time. It takes part in a request
/// by the interfaces it implements besides: <see cref="IRequestModule"/>, <see cref="ITargetModule"/>, <see cref="IAttemptModule"/>, <see cref="IUpstreamModule"/>, <see cref="IResponseModule"/>,
/// <see cref="IBodyModule"/>, <see cref="IStreamModule"/>, <see cref="IEndModule"/>. If it is <see cref="IDisposable"/>, it is disposed once, when the last request that could meet it has ended.
/// </summary>
public interface IModule
{
    /// <summary>Whether its configuration leaves it nothing to do. Then no request meets it.</summary>
    bool IsIdle => false;
}
