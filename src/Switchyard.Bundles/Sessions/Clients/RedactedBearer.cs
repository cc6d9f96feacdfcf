using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Model.Secrets;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>Has every token replaced in what a server writes before that server is shown it.</summary>
internal sealed class RedactedBearer(IBearer bearer, Redactor redactor) : IBearer
{
    /// <inheritdoc />
    public async Task<Secret?> TokenAsync(CancellationToken cancellationToken) => Hide(await bearer.TokenAsync(cancellationToken));

    /// <inheritdoc />
    public async Task<Secret?> RefusedAsync(Secret? refused, CancellationToken cancellationToken) => Hide(await bearer.RefusedAsync(refused, cancellationToken));

    private Secret? Hide(Secret? token)
    {
        if (token is not null)
        {
            redactor.Add(token);
        }

        return token;
    }
}
