namespace Switchyard.Bundles.Endpoint.Recording;

/// <summary>Stands in where nobody records.</summary>
internal sealed class NoRecorder : IMcpRecorder
{
    public void Called(McpCallRecord call)
    {
    }
}
