using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Switchyard.Admin.Usage;

/// <summary>Which form of usage a request prefers.</summary>
internal static class MediaTypes
{
    public static bool PrefersCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.OrderByDescending(accept => accept.Quality ?? 1).FirstOrDefault(IsOffered)?.MediaType.Value == MediaTypeNames.Text.Csv;

    private static bool IsOffered(MediaTypeHeaderValue accept) =>
        accept.MediaType.Value is MediaTypeNames.Text.Csv or MediaTypeNames.Application.Json or "*/*" or "application/*";
}
