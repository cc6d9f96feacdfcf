using Microsoft.AspNetCore.Http;

namespace Switchyard.Bundles.Endpoint.Access;

/// <summary>Says who may use the tools of a workspace. Asked for every request: a session gives no right.</summary>
public interface IMcpGate
{
    /// <summary>Recognises the caller by the access key of the request, and lets him into the workspace or refuses him: 401 for no or an unknown key, 403 for a workspace he may not use, 404 for one there is none of.</summary>
    /// <param name="context">The request. Its body is not read yet; headers of the answer may be set.</param>
    /// <param name="workspace">Name of the workspace, as it stands in the path.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<McpAdmission> AdmitAsync(HttpContext context, string workspace, CancellationToken cancellationToken);
}
