using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Configuration.Peers;

/// <summary>Lets requests of other nodes in. Whoever does not sign as a node is refused before his body is read.</summary>
public sealed class PeerDoor(PeerSigner signer, PeerClock clock)
{
    /// <summary>The body of a request that another node signed for this one; null when it did not, which was answered with 401.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBody">Longest body in bytes.</param>
    public async Task<ReadOnlyMemory<byte>?> EnterAsync(HttpContext context, long maxBody)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.Request;
        await clock.RefreshAsync(context.RequestAborted);
        if (!PeerSignature.TryParse(request.Headers[PeerSignature.Header].ToString(), out var signature) || !signer.Verify(signature, request.Path.Value ?? ""))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBody;
        }

        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, context.RequestAborted);
        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        if (PeerSigner.IsBody(signature, bytes.Span))
        {
            return bytes;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return null;
    }
}
