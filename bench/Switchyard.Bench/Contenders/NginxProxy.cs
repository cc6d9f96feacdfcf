namespace Switchyard.Bench.Contenders;

/// <summary>nginx as a reverse proxy with kept-alive upstream connections.</summary>
internal sealed class NginxProxy : IContender
{
    public string Name => "nginx as proxy";

    public string Remark => "one worker, keep-alive to the upstream, no buffering of answers";

    public string? Missing => Nginx.Missing;

    public async Task<RunningContender> StartAsync(Uri upstream, int processor, CancellationToken cancellationToken)
    {
        var (process, port, folder) = await Nginx.StartAsync(
            $"upstream up {{ server {upstream.Authority}; keepalive 1024; keepalive_requests 1000000000; }}",
            _ => "location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_buffering off; }",
            processor,
            cancellationToken);
        return new RunningContender(new Target(new Uri($"http://127.0.0.1:{port}{Ready.ChatPath}"), []), process, folder);
    }
}
