namespace Switchyard.Bundles.Endpoint.Recording;

/// <summary>Takes down every call of a tool through <c>/mcp</c>. Must neither block nor throw.</summary>
public interface IMcpRecorder
{
    /// <summary>A call has ended, however it did.</summary>
    void Called(McpCallRecord call);
}
