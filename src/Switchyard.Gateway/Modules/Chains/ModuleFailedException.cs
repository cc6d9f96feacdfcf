using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Modules.Chains;

/// <summary>A module threw where only an exception leads out; it has been noted.</summary>
internal sealed class ModuleFailedException(Failure failure) : Exception(failure.Message)
{
    /// <summary>What the client is told.</summary>
    public Failure Failure { get; } = failure;
}
