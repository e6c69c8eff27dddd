/* A library with the functions of CUDA's driver that the runtime calls. Each writes its name and its arguments to a log, fills what it is to
   fill, and answers 0. Built and asked by NativeDriverTests. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef unsigned long long address;
typedef void *handle;
typedef unsigned int uint;

static char text[65536];
static size_t used;

const char *fake_log(void) { return text; }

void fake_clear(void) { used = 0; text[0] = 0; }

static int note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    used += (size_t)vsnprintf(text + used, sizeof text - used, format, arguments);
    va_end(arguments);
    return 0;
}

#define H(value) ((address)(value))

int cuInit(uint flags) { return note("cuInit %u\n", flags); }
int cuDriverGetVersion(int *version) { *version = 12040; return 0; }
int cuGetErrorName(int error, const char **name) { *name = "CUDA_ERROR_FAKE"; return error == 999 ? 1 : 0; }
int cuGetErrorString(int error, const char **description) { *description = "a made-up error"; return error == 999 ? 1 : 0; }
int cuDeviceGetCount(int *count) { *count = 2; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal + 40; return 0; }
int cuDeviceGetName(char *name, int length, int device)
{
    snprintf(name, (size_t)length, "Fake GPU %d", device);
    return note("cuDeviceGetName %d %d\n", length, device);
}
int cuDeviceGetUuid(unsigned char *uuid, int device) { memset(uuid, 0x11, 16); return note("cuDeviceGetUuid %d\n", device); }
#ifndef OLD
int cuDeviceGetUuid_v2(unsigned char *uuid, int device) { memset(uuid, 0x22, 16); return note("cuDeviceGetUuid_v2 %d\n", device); }
#endif
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = 5000000000u; return note("cuDeviceTotalMem_v2 %d\n", device); }
int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute;
    return note("cuDeviceGetAttribute %d %d\n", attribute, device);
}
int cuDevicePrimaryCtxRetain(handle *context, int device) { *context = (handle)0xC0; return note("cuDevicePrimaryCtxRetain %d\n", device); }
int cuDevicePrimaryCtxRelease_v2(int device) { return note("cuDevicePrimaryCtxRelease_v2 %d\n", device); }
int cuCtxPushCurrent_v2(handle context) { return note("cuCtxPushCurrent_v2 %llx\n", H(context)); }
int cuCtxPopCurrent_v2(handle *context) { *context = (handle)0xC0; return note("cuCtxPopCurrent_v2\n"); }
int cuCtxGetDevice(int *device) { *device = 40; return 0; }
int cuCtxSynchronize(void) { return note("cuCtxSynchronize\n"); }
int cuMemGetInfo_v2(size_t *free, size_t *total) { *free = 3000000000u; *total = 5000000000u; return 0; }
int cuMemAlloc_v2(address *pointer, size_t bytes) { *pointer = 0x7f0012345678u; return note("cuMemAlloc_v2 %zu\n", bytes); }
int cuMemFree_v2(address pointer) { return note("cuMemFree_v2 %llx\n", pointer); }
int cuMemcpyHtoDAsync_v2(address to, const void *from, size_t bytes, handle stream)
{
    return note("cuMemcpyHtoDAsync_v2 %llx %d %zu %llx\n", to, *(const int *)from, bytes, H(stream));
}
int cuMemcpyDtoHAsync_v2(void *to, address from, size_t bytes, handle stream)
{
    *(int *)to = 77;
    return note("cuMemcpyDtoHAsync_v2 %llx %zu %llx\n", from, bytes, H(stream));
}
int cuMemcpyDtoDAsync_v2(address to, address from, size_t bytes, handle stream)
{
    return note("cuMemcpyDtoDAsync_v2 %llx %llx %zu %llx\n", to, from, bytes, H(stream));
}
int cuMemsetD8Async(address to, unsigned char value, size_t bytes, handle stream)
{
    return note("cuMemsetD8Async %llx %u %zu %llx\n", to, (uint)value, bytes, H(stream));
}
int cuStreamCreate(handle *stream, uint flags) { *stream = (handle)0x51; return note("cuStreamCreate %u\n", flags); }
int cuStreamDestroy_v2(handle stream) { return note("cuStreamDestroy_v2 %llx\n", H(stream)); }
int cuStreamQuery(handle stream) { note("cuStreamQuery %llx\n", H(stream)); return 600; }
int cuStreamSynchronize(handle stream) { return note("cuStreamSynchronize %llx\n", H(stream)); }
int cuStreamWaitEvent(handle stream, handle event, uint flags) { return note("cuStreamWaitEvent %llx %llx %u\n", H(stream), H(event), flags); }
int cuEventCreate(handle *event, uint flags) { *event = (handle)0xE1; return note("cuEventCreate %u\n", flags); }
int cuEventDestroy_v2(handle event) { return note("cuEventDestroy_v2 %llx\n", H(event)); }
int cuEventRecord(handle event, handle stream) { return note("cuEventRecord %llx %llx\n", H(event), H(stream)); }
int cuEventQuery(handle event) { return note("cuEventQuery %llx\n", H(event)); }
int cuEventSynchronize(handle event) { return note("cuEventSynchronize %llx\n", H(event)); }
int cuEventElapsedTime(float *milliseconds, handle start, handle end)
{
    *milliseconds = 1.5f;
    return note("cuEventElapsedTime %llx %llx\n", H(start), H(end));
}
int cuModuleLoadDataEx(handle *module, const void *image, uint count, int *options, void **values)
{
    note("cuModuleLoadDataEx %.12s %u", (const char *)image, count);
    for (uint i = 0; i < count; i++)
        note(options[i] == 4 || options[i] == 6 ? " %d=%zu" : " %d", options[i], (size_t)values[i]);
    note("\n");
    if (strstr((const char *)image, "broken"))
    {
        for (uint i = 0; i < count; i++)
            if (options[i] == 5)
                strcpy((char *)values[i], "ptxas fatal: made up");
        return 218;
    }
    *module = (handle)0x30;
    return 0;
}
int cuModuleUnload(handle module) { return note("cuModuleUnload %llx\n", H(module)); }
int cuModuleGetFunction(handle *function, handle module, const char *name)
{
    *function = (handle)0xF1;
    return note("cuModuleGetFunction %llx %s\n", H(module), name);
}
int cuFuncGetAttribute(int *value, int attribute, handle function) { *value = 200 + attribute; return note("cuFuncGetAttribute %d %llx\n", attribute, H(function)); }
int cuFuncSetAttribute(handle function, int attribute, int value) { return note("cuFuncSetAttribute %llx %d %d\n", H(function), attribute, value); }
int cuLaunchKernel(handle function, uint gx, uint gy, uint gz, uint bx, uint by, uint bz, uint shared, handle stream, void **parameters, void **extra)
{
    return note("cuLaunchKernel %llx %u %u %u %u %u %u %u %llx %llx %d %llx\n", H(function), gx, gy, gz, bx, by, bz, shared, H(stream),
        *(address *)parameters[0], *(int *)parameters[1], H(extra));
}
#ifndef OLD
int cuTensorMapEncodeTiled(void *map, int type, uint rank, void *base, const address *lengths, const address *strides, const uint *box,
    const uint *elementStrides, int interleave, int swizzle, int promotion, int fill)
{
    memset(map, 0x5A, 128);
    return note("cuTensorMapEncodeTiled %zu %d %u %llx %llu %llu %llu %u %u %u %u %d %d %d %d\n", (size_t)map % 64, type, rank, H(base), lengths[0],
        lengths[1], strides[0], box[0], box[1], elementStrides[0], elementStrides[1], interleave, swizzle, promotion, fill);
}
#endif
int cuLinkCreate_v2(uint count, int *options, void **values, handle *state)
{
    *state = (handle)0x77;
    return note("cuLinkCreate_v2 %u %llx %llx\n", count, H(options), H(values));
}
int cuLinkAddData_v2(handle state, int type, void *data, size_t bytes, const char *name, uint count, int *options, void **values)
{
    return note("cuLinkAddData_v2 %llx %d %.8s %zu %s %u %llx %llx\n", H(state), type, (char *)data, bytes, name, count, H(options), H(values));
}
int cuLinkComplete(handle state, void **cubin, size_t *bytes)
{
    static char made[] = "made";
    *cubin = made;
    *bytes = sizeof made;
    return note("cuLinkComplete %llx\n", H(state));
}
int cuLinkDestroy(handle state) { return note("cuLinkDestroy %llx\n", H(state)); }
