using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Authorization;

/// <summary>Looks whether a sign-in is still good: its token is renewed if it is about to end, and shown to the server of its bundle.</summary>
internal sealed class SignInCheck(Bearers bearers, OAuthHttp http, Func<BundleKey, string?> urlOf, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Why the sign-in is not good; null when it is, when it is not there any more, and when nobody can say, for a server that is away has refused nothing.</summary>
    public async Task<string?> RunAsync(SignInRow row, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var tokens = bearers.TokensOf(row);
            var outcome = await tokens.GetAsync(either.Token);
            if (outcome.Held is { } held && await IsRefusedAsync(held, either.Token))
            {
                outcome = await tokens.ReplaceAsync(held.Tokens.Access, either.Token);
                if (outcome.Held is { } renewed && await IsRefusedAsync(renewed, either.Token))
                {
                    return SignInFaults.Refused;
                }
            }

            return outcome.Reason;
        }
        catch (SignInException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A GET leaves nothing behind; a server that knows none of it refuses the token first, or does not mind.</summary>
    private async Task<bool> IsRefusedAsync(HeldToken held, CancellationToken cancellationToken)
    {
        if (urlOf(new BundleKey(held.Row.Workspace, held.Row.Bundle)) is not { } url || !ResourceIndicator.Covers(held.Row.Resource, new Uri(url)))
        {
            // The bundle is another one by now, or this node has not heard of it.
            return false;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + held.Tokens.Access.Reveal());
        return (await http.SendAsync(request, cancellationToken)).Status == 401;
    }
}
