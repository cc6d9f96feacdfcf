using System.Globalization;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Contenders;

/// <summary>Starts nginx with one worker and a configuration of our own.</summary>
internal static class Nginx
{
    public static string? Missing => Places.Installed("nginx") is null ? "nginx is not installed" : null;

    public static async Task<(BenchProcess Process, int Port, string Folder)> StartAsync(string http, Func<int, string> server, int processor, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-bench-nginx-").FullName;
        var port = FreePort.Next();
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log stderr error;
            events { worker_connections 4096; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                {{http}}
                server { listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}}; {{server(port)}} }
            }
            """,
            cancellationToken);
        var process = BenchProcess.Start(processor, Places.Installed("nginx")!, ["-e", "stderr", "-c", file]);
        await Ready.ListeningAsync(port, cancellationToken);
        return (process, port, folder);
    }
}
