using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>Has the access token of one connection, and of no other. Thread-safe.</summary>
internal interface IBearer
{
    /// <summary>The token to send now, renewed if it is about to end; null for none.</summary>
    /// <exception cref="SignInException">There is one, and it can not be renewed now.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<Secret?> TokenAsync(CancellationToken cancellationToken);

    /// <summary>Takes note that the server refused a request with a token, or without one, and returns another token to try, if there is one.</summary>
    /// <exception cref="SignInException">It can not be renewed now.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<Secret?> RefusedAsync(Secret? refused, CancellationToken cancellationToken);
}
