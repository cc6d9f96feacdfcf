using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;

namespace Switchyard.Gateway.Relay;

/// <summary>How a relayed answer ended.</summary>
/// <param name="Status">For the record.</param>
/// <param name="Failure">Our own failure, or null.</param>
/// <param name="Abort">Whether the client's connection must be cut, because there is no other way to say that the answer is not whole.</param>
internal readonly record struct RelayEnd(InterceptionStatus Status, Failure? Failure = null, bool Abort = false)
{
    /// <summary>All of it was relayed.</summary>
    public static RelayEnd Completed => new(InterceptionStatus.Completed);

    /// <summary>The client went away.</summary>
    public static RelayEnd Cancelled => new(InterceptionStatus.Cancelled);
}
