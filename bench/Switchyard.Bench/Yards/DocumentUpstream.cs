using Switchyard.Bench.Contenders;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Yards;

/// <summary>An nginx that answers every request with one document of 250 bytes.</summary>
internal sealed class DocumentUpstream : IAsyncDisposable
{
    public const string Request = """{"model":"sim","messages":[{"role":"user","content":"Which train leaves first?"}]}""";

    // 250 bytes without white space: who reads and writes JSON anew gives the same bytes.
    public const string Answer =
        """{"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"sim","choices":[{"index":0,"message":{"role":"assistant","content":"10:42 from"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}""";

    private readonly BenchProcess _process;
    private readonly string _folder;

    private DocumentUpstream(BenchProcess process, int port, string folder)
    {
        (_process, _folder, Port) = (process, folder, port);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public int Port { get; }

    public Uri Address { get; }

    public static async Task<DocumentUpstream> StartAsync(int processor, CancellationToken cancellationToken)
    {
        var (process, port, folder) = await Nginx.StartAsync("default_type application/json; keepalive_timeout 600s;", _ => $"location / {{ return 200 '{Answer}'; }}", processor, cancellationToken);
        return new DocumentUpstream(process, port, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
