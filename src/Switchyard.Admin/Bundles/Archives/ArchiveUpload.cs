using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Admin.Problems;
using Switchyard.Model.Bundles.Archives;

namespace Switchyard.Admin.Bundles.Archives;

/// <summary>Takes an archive off the wire into a file that is gone when it is closed: what is looked at is what is stored, and no memory holds it whole.</summary>
internal static class ArchiveUpload
{
    public const string ContentType = "application/zip";

    private const int Buffer = 64 << 10;

    /// <summary>The body in a file; refused with 413 or 415.</summary>
    public static async Task<FileStream> ReceiveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(type, ContentType, StringComparison.OrdinalIgnoreCase) && !string.Equals(type, "application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problem.UnsupportedMediaType(ContentType));
        }

        if (context.Request.ContentLength > ArchiveLimits.MaxBytes)
        {
            throw new ProblemException(Problem.BodyTooLarge(ArchiveLimits.MaxBytes));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // One more than may be, so that it is this code that refuses it.
            limit.MaxRequestBodySize = ArchiveLimits.MaxBytes + 1L;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"switchyard-{Path.GetRandomFileName()}"), options);
        try
        {
            var buffer = new byte[Buffer];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (file.Length + read > ArchiveLimits.MaxBytes)
                {
                    throw new ProblemException(Problem.BodyTooLarge(ArchiveLimits.MaxBytes));
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
